import { html, type Markup } from '#card/html.ts';
import { type Edit, edits } from '#domain/edits.ts';
import { editedFieldNames } from '../post/words.ts';
import type { Pair } from './pair.ts';

/** What a reader would find changed, in a sentence or a short list. */
export function renderWhatChanged({ before, after }: Pair): Markup {
  if (before.record === null || after.record === null) {
    const which =
      before.record === null ? (after.record === null ? 'Neither' : 'The older one') : 'The newer one';
    const verb = which === 'Neither' ? 'says' : 'does not say';
    return html`<p class="panel">${which} ${verb} what the post said, so words cannot be compared.</p>`;
  }
  const changes = edits(before.record, after.record);
  return html`<section class="panel" aria-labelledby="changed"><h2 id="changed">What changed</h2>${
    changes.length === 0
      ? html`<p>Nothing that a reader of the post would see.</p>`
      : html`<ul>${changes.map(renderChange)}</ul>`
  }</section>`;
}

function renderChange({ field, from, to }: Edit): Markup {
  const name = capitalised(editedFieldNames[field]);
  if (field === 'text') {
    return html`<li><a href="#text">${name}</a></li>`;
  }
  return html`<li>${name}: ${renderValue(from)} → ${renderValue(to)}</li>`;
}

function renderValue(value: string | null): Markup {
  return value === null || value === '' ? html`<span class="quiet">none</span>` : html`<bdi>${value}</bdi>`;
}

function capitalised(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
