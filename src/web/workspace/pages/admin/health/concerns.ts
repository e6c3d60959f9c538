import { html, type Insertable } from '#card/html.ts';
import type { SiteHealth } from '#catalogue/catalogue.ts';
import { when } from '../../../parts/time.ts';
import { countOf } from '../../../parts/words.ts';
import { siteName } from '../parts.ts';
import { sourcePath, titleOf } from '../sources/list.ts';
import { webhookPath } from '../webhooks/list.ts';
import type { HealthState } from './page.ts';

/** Something that an admin should know of, and where to look. */
export interface Concern {
  kind: 'bad' | 'warn';
  words: Insertable;
  path: string;
}

/** What is wrong now, the worst first; nothing where all is well. */
export function findConcerns(state: HealthState): Concern[] {
  const concerns = [
    ...state.failures.map(
      ({ path, message }): Concern => ({
        ...bad,
        words:
          path === 'disk'
            ? `Nothing new is captured: ${message}.`
            : `The ${path} does not answer: ${message}.`,
      }),
    ),
    ...holdConcerns(state),
    ...damageConcerns(state),
    ...replicaConcerns(state),
    ...state.sites.flatMap(siteConcerns),
    ...webhookConcerns(state),
    ...sourceConcerns(state),
    ...authorityConcerns(state),
    ...state.silent.map(
      ({ id }): Concern => ({
        ...warn,
        words: html`The worker <code>${id}</code> went without a word: start it again, unless it was to end.`,
      }),
    ),
    ...watchConcerns(state),
  ];
  return concerns.toSorted((one, other) => Number(one.kind === 'warn') - Number(other.kind === 'warn'));
}

const bad = { kind: 'bad', path: '/admin/health' } as const;
const warn = { kind: 'warn', path: '/admin/health' } as const;

/** What a worker holds back; that all do is told already. */
function holdConcerns({ workers, failures }: HealthState): Concern[] {
  const isTold = failures.some(({ path }) => path === 'disk');
  return workers.flatMap(({ id, holds }): Concern[] =>
    holds === null || (isTold && holds.kind === 'disk')
      ? []
      : [
          {
            ...(holds.kind === 'disk' ? bad : warn),
            words: html`The worker <code>${id}</code> ${holds.kind === 'disk' ? 'takes no captures' : 'holds back'}: ${holds.reason}.`,
          },
        ],
  );
}

function damageConcerns({ damage }: HealthState): Concern[] {
  const open = damage.filter(({ repairedAt }) => repairedAt === null).length;
  return open === 0
    ? []
    : [
        {
          kind: 'bad',
          words: `${countOf(open, 'file is', 'files are')} damaged in storage.`,
          path: '/admin/storage',
        },
      ];
}

function replicaConcerns({ replica }: HealthState): Concern[] {
  return replica?.error
    ? [
        {
          kind: 'bad',
          words: html`The second storage could not be written: ${replica.error.message}.`,
          path: '/admin/storage#replica',
        },
      ]
    : [];
}

function sourceConcerns({ sources }: HealthState): Concern[] {
  return sources
    .filter(({ error }) => error !== null)
    .map((source) => ({
      kind: 'warn',
      words: html`The source <bdi>${titleOf(source)}</bdi> does not answer: ${source.error}.`,
      path: sourcePath(source.id),
    }));
}

function siteConcerns({ site, open, misreadSince }: SiteHealth): Concern[] {
  return [
    ...(misreadSince === null
      ? []
      : [
          {
            ...bad,
            words: html`Known posts of ${siteName(site)} have been misread since ${when(misreadSince)}: nothing there is looked at again meanwhile.`,
          },
        ]),
    ...(open === null ? [] : [{ ...warn, words: html`${siteName(site)} is at rest: ${open.reason}.` }]),
  ];
}

function webhookConcerns({ webhooks }: HealthState): Concern[] {
  return webhooks.flatMap(({ id, url, disabledAt, disabledReason, failingSince }): Concern[] =>
    disabledAt !== null && disabledReason !== 'by-admin'
      ? [{ kind: 'bad', words: html`The webhook <bdi>${url}</bdi> was disabled.`, path: webhookPath(id) }]
      : disabledAt === null && failingSince !== null
        ? [{ kind: 'warn', words: html`The webhook <bdi>${url}</bdi> fails.`, path: webhookPath(id) }]
        : [],
  );
}

function authorityConcerns({ log: { authorities } }: HealthState): Concern[] {
  return authorities
    .filter(({ failures }) => failures > 0)
    .map(({ url, failures }) => ({
      ...warn,
      words: html`The timestamp authority <bdi>${url}</bdi> failed ${failures === 1 ? 'the last time' : `${failures} times in a row`}.`,
    }));
}

function watchConcerns({ watches: { overdue } }: HealthState): Concern[] {
  return overdue === 0
    ? []
    : [
        {
          kind: 'warn',
          words: `${countOf(overdue, 'watched post is', 'watched posts are')} overdue by more than an hour.`,
          path: '/admin/watches',
        },
      ];
}
