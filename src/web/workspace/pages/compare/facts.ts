import { html, type Insertable, type Markup } from '#card/html.ts';
import type { CaptureState } from '#catalogue/catalogue.ts';
import type { PostRecord } from '#domain/record.ts';
import { when } from '../../parts/time.ts';
import { captureStatusNames } from '../../parts/words.ts';
import { countNames, sourceNames } from '../post/words.ts';
import { type Pair, takenOf } from './pair.ts';

interface Fact {
  name: string;
  /** What is compared, as text; null where it is not stated. */
  of: (capture: CaptureState) => string | null;
  show?: (value: string) => Insertable;
}

const ofRecord = (read: (record: PostRecord) => string | number | null) => (capture: CaptureState) => {
  const value = capture.record === null ? null : read(capture.record);
  return value === null || value === '' ? null : String(value);
};

const counts = (['likes', 'reposts', 'replies', 'quotes', 'views'] as const).map(
  (count): Fact => ({
    name: countNames[count],
    of: ofRecord((record) => record.counts[count]),
    show: (value) => new Intl.NumberFormat('en').format(Number(value)),
  }),
);

const facts: readonly Fact[] = [
  { name: 'Outcome', of: ({ outcome }) => outcome && captureStatusNames[outcome] },
  { name: 'Taken from', of: ({ source }) => sourceNames[source] },
  { name: 'Author', of: ofRecord((record) => record.author.name) },
  { name: 'Handle', of: ofRecord((record) => record.author.handle) },
  { name: 'Published', of: ofRecord((record) => record.publishedAt), show: when },
  { name: 'Edited by its author', of: ofRecord((record) => record.editedAt), show: when },
  { name: 'Title', of: ofRecord((record) => record.title) },
  { name: 'Language', of: ofRecord((record) => record.language) },
  { name: 'Labels', of: ofRecord((record) => record.labels.toSorted().join(', ')) },
  {
    name: 'Poll',
    of: ofRecord(
      (record) =>
        record.poll?.options.map(({ label, count }) => `${label}: ${count ?? 'no count'}`).join(' · ') ??
        null,
    ),
  },
  ...counts,
];

/** Everything else that both may state, what differs marked. */
export function renderFacts(pair: Pair): Markup {
  const { before, after } = pair;
  const rows = facts
    .map((fact) => ({ ...fact, old: fact.of(before), now: fact.of(after) }))
    .filter(({ old, now }) => old !== null || now !== null);
  return html`<section><h2 id="facts">Facts</h2>
<div class="scroll" tabindex="0" role="region" aria-labelledby="facts"><table class="compared">
<thead><tr><th scope="col"><span class="visually-hidden">Fact</span></th><th scope="col">${takenOf(pair, before)}</th><th scope="col">${takenOf(pair, after)}</th></tr></thead>
<tbody>${rows.map((row) => {
    const differs = row.old !== row.now;
    return html`<tr${differs && html` class="differs"`}><th scope="row">${row.name}${differs && html` <span class="badge warn">differs</span>`}</th><td>${cell(row, row.old)}</td><td>${cell(row, row.now)}</td></tr>`;
  })}</tbody></table></div></section>`;
}

function cell({ show }: Fact, value: string | null): Markup {
  return value === null
    ? html`<span class="quiet">not stated</span>`
    : html`<bdi>${show ? show(value) : value}</bdi>`;
}
