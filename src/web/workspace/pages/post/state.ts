import { html, type Markup } from '#card/html.ts';
import { linkTarget } from '#card/safe-url.ts';
import type { LastLook, PostSummary } from '#catalogue/catalogue.ts';
import type { Signal } from '#domain/look.ts';
import { onDay, since, when } from '../../parts/time.ts';
import { countOf } from '../../parts/words.ts';
import { signalWords, stateSentences } from './words.ts';

/** What is believed of the original, since when, and what that rests on. */
export function renderState(
  { state, stateSince, editedAt, watch }: PostSummary,
  looks: { count: number; last: LastLook | null },
  now: Date,
): Markup {
  const { count, last } = looks;
  return html`<section class="panel" aria-labelledby="state"><h2 id="state">The original</h2>
<p><strong>${stateSentences[state]}</strong>${stateSince && state !== 'unknown' && html` Seen so since ${onDay(stateSince)}.`}</p>
${editedAt && html`<p>Its author edited it; seen ${onDay(editedAt)}.</p>`}
${
  last === null
    ? html`<p class="quiet">Nobody has looked at it yet.</p>`
    : html`<p class="quiet">Looked at ${count === 1 ? 'once' : countOf(count, 'time')}, last ${since(last.at, now)}.</p>${renderSignals(last.signals)}`
}
${watch && html`<p class="quiet">${Date.parse(watch.nextAt) <= now.getTime() ? 'The next look has been due since' : 'The next look is due'} ${when(watch.nextAt)}.</p>`}
</section>`;
}

/** What it said may be a word that this version does not know. */
type ShownSignal = Omit<Signal, 'says'> & { says: string };

/** Who was asked, and what it said. */
export function renderSignals(signals: readonly ShownSignal[]): Markup {
  return html`${signals.length > 0 && html`<ul class="signals">${signals.map(renderSignal)}</ul>`}`;
}

function renderSignal({ source, says, httpStatus, detail, at, url }: ShownSignal): Markup {
  const address = linkTarget(url);
  const asked = html`<code>${source}</code>`;
  return html`<li>${signalWords[says] ?? says} – ${address ? html`<a href="${address}" rel="noopener noreferrer nofollow ugc">${asked}</a>` : asked}${
    httpStatus !== null && html`, HTTP ${httpStatus}`
  }, ${when(at)}${detail !== null && detail !== '' && html`<br><q class="quiet"><bdi>${detail}</bdi></q>`}</li>`;
}
