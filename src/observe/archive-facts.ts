import type { Catalogue } from '#catalogue/catalogue.ts';
import type { Clock } from '#domain/clock.ts';
import type { LogState } from '#evidence/notary.ts';
import type { ArchiveFacts } from '#metrics/archive-facts.ts';
import { queueFacts } from './queue-facts.ts';

/** Of each queue, counted at most: as `/admin/health` counts them. */
const queueBound = 10_000;
const watchBound = 5000;
/** Workers beat several times in this span. */
const silenceMs = 60_000;
/** For so long a worker that fell silent is told of. */
const rememberedMs = 24 * 3_600_000;

interface Ground {
  catalogue: Catalogue;
  logState: () => Promise<LogState>;
  /** A platform as metrics name it. */
  platform: (name: string) => string;
  clock: Clock;
}

/** How the archive stands, by a handful of bounded queries. */
export async function readArchiveFacts(ground: Ground): Promise<ArchiveFacts> {
  const { catalogue, clock } = ground;
  const now = clock.now();
  const { planned, due, overdue } = await catalogue.workload.watches(watchBound);
  const damage = await catalogue.audits.damage();
  const { last } = await catalogue.audits.turn();
  return {
    queues: queueFacts(await catalogue.workload.queues(queueBound), now, ground.platform),
    ...(await siteFacts(ground, now)),
    watches: { planned, due, overdue },
    workers: await workerFacts(catalogue),
    webhooks: await webhookFacts(catalogue),
    damagedFiles: damage.filter(({ repairedAt }) => repairedAt === null).length,
    auditedAtSeconds: last === null ? null : Date.parse(last.finishedAt) / 1000,
    log: await logFacts(ground, now),
  };
}

async function siteFacts({ catalogue, platform }: Ground, now: Date) {
  const breakers = new Map<string, ArchiveFacts['breakers'][number]>();
  const misread = new Map<string, ArchiveFacts['misread'][number]>();
  for (const { site, open, misreadSince } of await catalogue.breakers.list()) {
    const name = platform(site.split(':')[0] ?? site);
    const isOver = open !== null && Date.parse(open.until) <= now.getTime();
    const state = open === null ? 'closed' : isOver ? 'half-open' : 'open';
    const alike = breakers.get(`${name} ${state}`) ?? { platform: name, state, sites: 0 };
    breakers.set(`${name} ${state}`, { ...alike, sites: alike.sites + 1 });
    const { sites } = misread.get(name) ?? { sites: 0 };
    misread.set(name, { platform: name, sites: sites + (misreadSince === null ? 0 : 1) });
  }
  return { breakers: [...breakers.values()], misread: [...misread.values()] };
}

async function workerFacts({ workers }: Catalogue) {
  const alive = (await workers.alive(silenceMs)).length;
  return { alive, silent: (await workers.alive(rememberedMs)).length - alive };
}

async function webhookFacts({ webhooks }: Catalogue) {
  const all = await webhooks.list();
  const enabled = all.filter(({ disabledAt }) => disabledAt === null);
  const failing = enabled.filter(({ failingSince }) => failingSince !== null).length;
  return { answering: enabled.length - failing, failing, disabled: all.length - enabled.length };
}

async function logFacts({ catalogue, logState }: Ground, now: Date): Promise<ArchiveFacts['log']> {
  const { size, published, authorities } = await logState();
  const publishedSize = published?.size ?? 0;
  const stamped = Math.max(0, ...authorities.map(({ stampedSize }) => stampedSize));
  const ageAfter = async (covered: number) => {
    const [oldest] = covered < size ? await catalogue.log.entries(covered, 1) : [];
    return oldest === undefined ? 0 : Math.max(0, (now.getTime() - Date.parse(oldest.at)) / 1000);
  };
  return {
    ...{ committed: size, published: publishedSize, stamped },
    unpublishedSeconds: await ageAfter(publishedSize),
    unstampedSeconds: authorities.length === 0 ? 0 : await ageAfter(stamped),
    authorities: authorities.map(({ url, failures }) => ({ authority: new URL(url).host, failures })),
  };
}
