import { html, type Markup } from '#card/html.ts';
import { languageTag } from '#card/text.ts';
import type { CaptureState } from '#catalogue/catalogue.ts';
import { type WordChange, wordDiff } from '#domain/word-diff.ts';
import { type Pair, takenOf } from './pair.ts';

/** The text of both as one, with what went and what came; then each as it was. */
export function renderTexts(pair: Pair): Markup | null {
  const { before, after } = pair;
  if (before.record === null || after.record === null) {
    return null;
  }
  const [old, now] = [before.record.text, after.record.text];
  if (old === '' && now === '') {
    return null;
  }
  const language = languageTag(after.record.language ?? before.record.language);
  const heading = html`<h2 id="text">Text</h2>`;
  if (old === now) {
    return html`<section>${heading}<p class="quiet">The same in both, to the letter.</p>${renderSide([{ kind: 'same', text: now }], language)}</section>`;
  }
  const changes = wordDiff(old, now);
  const side = (capture: CaptureState, kinds: readonly WordChange['kind'][]) =>
    html`<div><h3>${takenOf(pair, capture)}</h3>${renderSide(
      changes.filter(({ kind }) => kinds.includes(kind)),
      language,
    )}</div>`;
  return html`<section>${heading}
<p class="quiet"><del class="went">Went</del> and <ins class="came">came</ins>, word by word.</p>
${renderSide(changes, language)}
<div class="pair">${side(before, ['same', 'removed'])}${side(after, ['same', 'inserted'])}</div>
</section>`;
}

function renderSide(changes: readonly WordChange[], language: string | null): Markup {
  return html`<div class="panel said" dir="auto"${language && html` lang="${language}"`}>${changes.map(renderStretch)}</div>`;
}

function renderStretch({ kind, text }: WordChange): Markup {
  switch (kind) {
    case 'same':
      return html`${text}`;
    case 'removed':
      return html`<del class="went">${text}</del>`;
    case 'inserted':
      return html`<ins class="came">${text}</ins>`;
  }
}
