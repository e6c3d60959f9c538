import { html, type Markup } from '#card/html.ts';
import type {
  FoundDamage,
  QueueLoad,
  ReplicaState,
  SiteHealth,
  Source,
  WatchLoad,
  Webhook,
  Workers,
} from '#catalogue/catalogue.ts';
import type { LogState } from '#evidence/notary.ts';
import type { ProblemItem } from '../../../page-problem.ts';
import { since, when } from '../../../parts/time.ts';
import { countOf } from '../../../parts/words.ts';
import type { Page } from '../../../shell.ts';
import { amount, numberHead, renderTable } from '../parts.ts';
import type { Concern } from './concerns.ts';
import { renderPlatforms } from './platforms.ts';
import { renderQueues } from './queues.ts';

type Worker = Awaited<ReturnType<Workers['alive']>>[number];

export interface HealthState {
  now: Date;
  /** What the service is made of and does not answer. */
  failures: readonly ProblemItem[];
  sites: readonly SiteHealth[];
  queues: readonly QueueLoad[];
  watches: WatchLoad;
  workers: readonly Worker[];
  /** They did not say that they leave. */
  silent: readonly Worker[];
  webhooks: readonly Webhook[];
  damage: readonly FoundDamage[];
  /** Of the second storage; null where there is none. */
  replica: ReplicaState | null;
  /** The newest of those where articles come from. */
  sources: readonly Source[];
  log: LogState;
}

interface Surroundings {
  concerns: readonly Concern[];
  at: (path: string) => string;
}

export function healthPage(state: HealthState, { concerns, at }: Surroundings): Page {
  return {
    title: 'Health',
    body: html`<div class="bar"><h1>Health</h1><p class="end quiet">As of ${when(state.now.toISOString())} · <a href="${at('/admin/health')}">look again</a></p></div>
${renderConcerns(concerns, at)}
<h2 id="platforms">What works today</h2>
${renderPlatforms(state)}
<h2 id="queues">What waits</h2>
${renderQueues(state)}
<p class="quiet"><a href="${at('/admin/queues/')}">Look into the queue</a>: the jobs that were handed to it, a few for each place of work. The rest waits in the database.</p>
<h2 id="workers">Who works</h2>
${renderWorkers(state)}
<h2 id="authorities">Timestamp authorities</h2>
${renderAuthorities(state)}`,
  };
}

function renderConcerns(concerns: readonly Concern[], at: (path: string) => string): Markup {
  return concerns.length === 0
    ? html`<p class="notice good">All is well: database, queue, storage and browser answer, and nothing needs care.</p>`
    : html`<h2 class="visually-hidden">What needs care</h2><ul class="rows attention">${concerns.map(
        ({ kind, words, path }) =>
          html`<li><span><span class="badge ${kind}">${kind === 'bad' ? 'Mend' : 'Look'}</span> ${words}</span>${
            path !== '/admin/health' && html`<a href="${at(path)}">See it</a>`
          }</li>`,
      )}</ul>`;
}

function renderWorkers({ workers, silent }: HealthState): Markup {
  if (workers.length + silent.length === 0) {
    return html`<p class="empty">No worker: nothing is captured. <code>embed-archiver worker</code> starts one.</p>`;
  }
  const row = ({ id, browser, sandboxed, holds }: Worker, isAlive: boolean) =>
    html`<tr><th scope="row"><code>${id}</code></th><td>${isAlive ? renderStanding(holds) : html`<span class="badge warn">Silent</span>`}</td>
<td>${browser ?? html`<span class="quiet">none</span>`}</td><td>${sandboxed === null ? html`<span class="quiet">–</span>` : sandboxed ? 'in its sandbox' : html`<span class="badge warn">without its sandbox</span>`}</td></tr>`;
  return renderTable(
    'Workers',
    ['Worker', 'Stands', 'Browser', 'Runs'],
    [...workers.map((worker) => row(worker, true)), ...silent.map((worker) => row(worker, false))],
  );
}

function renderStanding(holds: Worker['holds']): Markup {
  switch (holds?.kind) {
    case undefined:
      return html`<span class="badge good">Works</span>`;
    case 'disk':
      return html`<span class="badge bad">No captures</span><br><span class="quiet">${holds?.reason}</span>`;
    default:
      return html`<span class="badge warn">One at a time</span><br><span class="quiet">${holds?.reason}</span>`;
  }
}

function renderAuthorities({ log: { authorities, published }, now }: HealthState): Markup {
  if (authorities.length === 0) {
    return html`<p class="empty">None is asked: <code>TSA_URLS</code> names none, so that only this archive says when.</p>`;
  }
  return renderTable(
    'Timestamp authorities',
    ['Authority', 'Answers', numberHead('Entries stamped'), 'Asked again'],
    authorities.map(
      ({ url, failures, failuresInAll, lastError, lastErrorAt, stampedSize, dueAt }) =>
        html`<tr><th scope="row"><bdi>${url}</bdi></th><td class="what">${
          failures > 0
            ? html`<span class="badge warn">${failures} × no</span>`
            : html`<span class="badge good">Yes</span>`
        }${lastError && html`<br><span class="quiet">${countOf(failuresInAll, 'failure')} in all, the last ${since(lastErrorAt, now)}: ${lastError}</span>`}</td>
<td class="number">${amount(stampedSize)} of ${amount(published?.size ?? 0)}</td><td class="nowrap">${Date.parse(dueAt) <= now.getTime() ? 'with the next entry' : since(dueAt, now)}</td></tr>`,
    ),
  );
}
