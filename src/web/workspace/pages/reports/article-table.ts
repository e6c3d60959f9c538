import { html, type Markup } from '#card/html.ts';
import { linkTarget } from '#card/safe-url.ts';
import type { ReportArticle, ReportEmbed, ReportState, Verdict } from '#catalogue/catalogue.ts';
import { onDay } from '../../parts/time.ts';
import { countOf, platformName, shortened, stateNames } from '../../parts/words.ts';

const verdictNames: Record<Verdict, string> = {
  lost: 'Lost',
  archived: 'Archived',
  unknown: 'Not known',
  living: 'Online',
  waiting: 'Waiting',
};
const verdictKinds: Record<Verdict, string> = {
  lost: 'bad',
  archived: 'warn',
  unknown: '',
  living: 'good',
  waiting: '',
};

/** Articles with what they embed, the worst first. Where all is well, the article's line is all there is to say. */
export function articleTable(
  articles: readonly ReportArticle[],
  { embeds }: ReportState,
  at: (path: string) => string,
): Markup {
  return html`<h2>By article, the worst first</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Articles and their embeds"><table class="report">
<thead><tr><th scope="col">Embed</th><th scope="col">Post</th><th scope="col">Original</th><th scope="col">Held</th></tr></thead>
${worstFirst(articles).map((article) => renderArticle(article, at))}
<tfoot><tr><th scope="row">In all</th><td colspan="3">${countsOf(embeds)}</td></tr></tfoot>
</table></div>`;
}

function worstFirst(articles: readonly ReportArticle[]): ReportArticle[] {
  const rank = ({ embeds, status, position }: ReportArticle) => [
    -countOfVerdict(embeds, 'lost'),
    -countOfVerdict(embeds, 'archived'),
    -countOfVerdict(embeds, 'unknown'),
    status === 'failed' ? 0 : 1,
    position,
  ];
  const compare = (a: number[], b: number[]) =>
    a.map((value, index) => value - (b[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
  return articles.toSorted((a, b) => compare(rank(a), rank(b)));
}

function renderArticle(article: ReportArticle, at: (path: string) => string): Markup {
  const { url, embeds, error, status } = article;
  const counts = Object.fromEntries(
    Object.keys(verdictNames).map((verdict) => [verdict, countOfVerdict(embeds, verdict)]),
  );
  const said =
    error ?? (status === 'waiting' ? 'waiting' : embeds.length === 0 ? 'no embeds' : countsOf(counts));
  const isWell = embeds.every(({ verdict }) => verdict === 'living');
  return html`<tbody><tr class="article"><th scope="rowgroup" colspan="4"><a href="${linkTarget(url)}" rel="noreferrer">${url}</a>
<span class="quiet">${said}</span></th></tr>
${!isWell && embeds.map((embed) => renderEmbed(embed, at))}</tbody>`;
}

function renderEmbed(embed: ReportEmbed, at: (path: string) => string): Markup {
  const { verdict, platform, canonicalUrl, postId, quotation, state, lookedAt, detail, held } = embed;
  const words = quotation?.text ?? null;
  const author = quotation?.authorHandle ?? quotation?.authorName ?? null;
  return html`<tr><td><span class="badge ${verdictKinds[verdict]}">${verdictNames[verdict]}</span></td>
<td>${platform === 'quotation' ? 'Words alone' : html`<a href="${linkTarget(canonicalUrl)}" rel="noreferrer">${platformName(platform)}</a>`}${author && html` <bdi>${author}</bdi>`}${
    words && html`<span class="quote" dir="auto">${shortened(words, longestQuote)}</span>`
  }</td>
<td>${state === null ? '–' : html`<span${detail && html` title="${detail}"`}>${stateNames[state]}</span>`}${lookedAt && html`<span class="quiet"> ${onDay(lookedAt)}</span>`}</td>
<td>${
    held === 'nothing'
      ? html`<span class="quiet">nothing</span>`
      : html`<a href="${at(`/posts/${encodeURIComponent(postId)}`)}">${held === 'capture' ? 'the post' : 'a quotation'}</a>`
  }</td></tr>`;
}

function countOfVerdict(embeds: readonly ReportEmbed[], wanted: string): number {
  return embeds.filter(({ verdict }) => verdict === wanted).length;
}

/** `2 lost, 1 archived, 5 online`. */
function countsOf(counts: Partial<Record<Verdict, number>>): string {
  const names = Object.keys(verdictNames) as Verdict[];
  const told = names.filter((verdict) => (counts[verdict] ?? 0) > 0);
  return told.length === 0
    ? countOf(0, 'embed')
    : told.map((verdict) => `${counts[verdict]} ${verdictNames[verdict].toLowerCase()}`).join(', ');
}

const longestQuote = 140;
