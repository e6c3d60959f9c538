import type { ArchiveFacts, LoadFacts, QueueFacts } from './archive-facts.ts';
import type { Instruments, Labels, Series } from './instruments.ts';
import type { FamilyName } from './names.ts';

/** Puts the facts of the archive in place of those before; null leaves them out, for they are not known now. */
export function showArchive(instruments: Instruments, facts: ArchiveFacts | null): void {
  for (const [family, series] of Object.entries(facts === null ? nothing : seriesOf(facts))) {
    instruments.setAll(family as FamilyName, series);
  }
}

type ArchiveFamily = Extract<
  FamilyName,
  | 'archiveReadable'
  | 'queueJobs'
  | 'queueBounded'
  | 'queueReadySeconds'
  | 'platformJobs'
  | 'platformReadySeconds'
  | 'breakers'
  | 'misread'
  | 'watches'
  | 'workers'
  | 'webhooks'
  | 'damage'
  | 'auditedAt'
  | 'logEntries'
  | 'logLagSeconds'
  | 'stampLagSeconds'
  | 'authorityFailures'
>;

const nothing: Record<ArchiveFamily, Series[]> = {
  archiveReadable: [{ value: 0 }],
  queueJobs: [],
  queueBounded: [],
  queueReadySeconds: [],
  platformJobs: [],
  platformReadySeconds: [],
  breakers: [],
  misread: [],
  watches: [],
  workers: [],
  webhooks: [],
  damage: [],
  auditedAt: [],
  logEntries: [],
  logLagSeconds: [],
  stampLagSeconds: [],
  authorityFailures: [],
};

function seriesOf(facts: ArchiveFacts): Record<ArchiveFamily, Series[]> {
  const { queues, log } = facts;
  return {
    archiveReadable: [{ value: 1 }],
    ...queueSeries(queues),
    breakers: facts.breakers.map(({ platform, state, sites }) => ({
      labels: { platform, state },
      value: sites,
    })),
    misread: facts.misread.map(({ platform, sites }) => ({ labels: { platform }, value: sites })),
    watches: byState(facts.watches),
    workers: byState(facts.workers),
    webhooks: byState(facts.webhooks),
    damage: [{ value: facts.damagedFiles }],
    auditedAt: facts.auditedAtSeconds === null ? [] : [{ value: facts.auditedAtSeconds }],
    logEntries: byState({ committed: log.committed, published: log.published, stamped: log.stamped }),
    logLagSeconds: [{ value: log.unpublishedSeconds }],
    stampLagSeconds: [{ value: log.unstampedSeconds }],
    authorityFailures: log.authorities.map(({ authority, failures }) => ({
      labels: { authority },
      value: failures,
    })),
  };
}

function queueSeries(queues: readonly QueueFacts[]) {
  const platforms = queues.flatMap(({ queue, platforms: each }) =>
    each.map(({ platform, ...load }) => ({ labels: { queue, platform }, load })),
  );
  return {
    queueJobs: queues.flatMap(({ queue, ...load }) => loadSeries({ queue }, load)),
    queueBounded: queues.map(({ queue, isBounded }) => ({ labels: { queue }, value: isBounded ? 1 : 0 })),
    queueReadySeconds: queues.map(({ queue, oldestReadySeconds }) => ({
      labels: { queue },
      value: oldestReadySeconds,
    })),
    platformJobs: platforms.flatMap(({ labels, load }) => loadSeries(labels, load)),
    platformReadySeconds: platforms.map(({ labels, load }) => ({ labels, value: load.oldestReadySeconds })),
  };
}

function loadSeries(labels: Labels, { ready, putOff, running }: LoadFacts): Series[] {
  return [
    { labels: { ...labels, state: 'ready' }, value: ready },
    { labels: { ...labels, state: 'put-off' }, value: putOff },
    { labels: { ...labels, state: 'running' }, value: running },
  ];
}

function byState(counts: Record<string, number>): Series[] {
  return Object.entries(counts).map(([state, value]) => ({ labels: { state }, value }));
}
