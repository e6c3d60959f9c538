import { html, type Markup } from '#card/html.ts';
import type { ReplicaState } from '#catalogue/catalogue.ts';
import { since, when } from '../../../parts/time.ts';
import { countOf } from '../../../parts/words.ts';

/** How far the second storage is behind the first. */
export function renderReplica(state: ReplicaState, now: Date): Markup {
  return html`${renderWaiting(state, now)}${
    state.error &&
    html`<br><span class="badge bad">Not written</span> since ${since(state.error.at, now)}: ${state.error.message}`
  }<br><span class="quiet">${renderTurns(state, now)}</span>`;
}

function renderWaiting({ waiting, waitingSince }: ReplicaState, now: Date): Markup {
  return waitingSince === null
    ? html`has all that was written since it was named; what is damaged is made good from it`
    : html`${countOf(waiting, 'document')}, and the files that ${waiting === 1 ? 'it names' : 'they name'}, still to be copied; the first was written ${since(waitingSince, now)}`;
}

function renderTurns({ turn, lastTurn }: ReplicaState, now: Date): Markup {
  const last =
    lastTurn === null
      ? html`It was never compared as a whole: it may lack what was here before it`
      : html`Compared as a whole last ${when(lastTurn.finishedAt)}${
          lastTurn.problems > 0 &&
          html`: <b>${countOf(lastTurn.problems, 'file')}</b> could not be copied, or ${lastTurn.problems === 1 ? 'differs' : 'differ'}; the messages of the worker say which, and <code>embed-archiver audit --replica</code> looks again`
        }`;
  return html`${last}${turn && html`; being compared since ${since(turn.startedAt, now)}`}.`;
}
