import { html, type Markup } from '#card/html.ts';
import type { ApiProblem } from '../../api-answer.ts';
import { renderProblemBox } from '../problem.ts';

export interface FilledForm {
  kind: 'urls' | 'feed' | 'sitemap';
  /** Of articles, or the one of the feed or sitemap. */
  addresses: string;
  archive?: 'yes' | undefined;
}

const kinds: [FilledForm['kind'], string][] = [
  ['urls', 'articles, one address a line'],
  ['feed', 'a feed (RSS, Atom, JSON Feed)'],
  ['sitemap', 'a sitemap, or an index of sitemaps'],
];

/** Asks for a report; with what was filled in before where that was refused. */
export function reportForm(
  at: (path: string) => string,
  filled: FilledForm = { kind: 'urls', addresses: '' },
  problem: ApiProblem | null = null,
): Markup {
  return html`<form method="post" action="${at('/reports')}" class="panel">
${problem && renderProblemBox(problem)}
<p class="field"><label for="addresses">Which articles?</label>
<textarea id="addresses" name="addresses" required spellcheck="false" aria-describedby="addresses-help"
 placeholder="https://news.example.org/2018/12/hajin">${filled.addresses}</textarea></p>
<fieldset><legend><strong>These are</strong></legend>
${kinds.map(
  ([kind, label]) =>
    html`<label class="check"><input type="radio" name="kind" value="${kind}"${kind === filled.kind && html` checked`}> ${label}</label>\n`,
)}</fieldset>
<label class="check"><input type="checkbox" name="archive" value="yes"${filled.archive && html` checked`}> Also archive what they embed</label>
<p class="help" id="addresses-help">Each article is read, and the original of each embed looked at once. Of a feed or sitemap, the 200 articles that changed last.</p>
<button class="primary">Report</button>
</form>`;
}
