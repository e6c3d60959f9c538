import { html, type Markup } from '#card/html.ts';
import type { Page as ListPage, Source, SourceArticle } from '#catalogue/catalogue.ts';
import { since, when } from '../../../parts/time.ts';
import { countOf } from '../../../parts/words.ts';
import type { Page } from '../../../shell.ts';
import { renderPager, renderTable } from '../parts.ts';
import { kindNames } from './form.ts';
import { sourceBadge, sourcePath, titleOf } from './list.ts';

export interface SourcePage {
  source: Source;
  articles: ListPage<SourceArticle>;
  cursor: string | null;
  /** Of the service, without a slash at its end. */
  baseUrl: string;
  now: Date;
  at: (path: string) => string;
}

export function sourcePage(page: SourcePage): Page {
  const { source, articles, cursor, at } = page;
  const { items, nextCursor } = articles;
  const path = at(sourcePath(source.id));
  return {
    title: titleOf(source),
    body: html`<p class="crumbs"><a href="${at('/admin/sources')}">Sources</a></p>
<div class="bar"><h1><bdi>${titleOf(source)}</bdi></h1>${sourceBadge(source)}</div>
${source.error && html`<p class="notice bad">The last time that it was asked: ${source.error}</p>`}
${renderFacts(page)}
<div class="actions no-print">${source.url !== null && renderAction(path, 'poll', 'Ask it now')}</div>
<h2 id="articles">Articles</h2>
${
  items.length === 0
    ? html`<p class="empty">It told of none yet.</p>`
    : renderTable(
        'Articles',
        ['Article', 'Embeds', 'Embeds no more'],
        items.map((article) => renderArticle(article, page)),
      )
}
${renderPager({
  first: cursor === null ? null : `${path}#articles`,
  next: nextCursor && `${path}?${new URLSearchParams({ cursor: nextCursor })}#articles`,
})}
<details class="panel no-print"><summary>Remove it</summary>
<p>Nothing comes from it any more. What it brought stays.</p>
${renderAction(path, 'delete', 'Remove the source', 'danger')}</details>`,
  };
}

function renderFacts({ source, baseUrl, now }: SourcePage): Markup {
  const { id, kind, url, everySeconds, polledAt, nextPollAt, arrivedAt, sealedSecret, tags, collection } =
    source;
  return html`<dl class="facts"><dt>It is</dt><dd>${kindNames[kind]}</dd>
${url && html`<dt>Asked</dt><dd><bdi>${url}</bdi>${everySeconds !== null && html`, every ${countOf(Math.round(everySeconds / 60), 'minute')}`}</dd>`}
${url && html`<dt>Last asked</dt><dd>${when(polledAt) ?? 'not yet'}${nextPollAt !== null && html`; next ${since(nextPollAt, now)}`}</dd>`}
${sealedSecret !== null && html`<dt>Reports to</dt><dd><code>${baseUrl}/v1/inbound/${kind}?source=${id}</code></dd><dt>Last reported</dt><dd>${when(arrivedAt) ?? 'nothing yet'}</dd>`}
${tags.length > 0 && html`<dt>Tags</dt><dd>${tags.map((tag) => html`<span class="tag">#<bdi>${tag}</bdi></span> `)}</dd>`}
${collection && html`<dt>Collection</dt><dd><bdi>${collection}</bdi></dd>`}
<dt>Its id</dt><dd><code>${id}</code></dd></dl>`;
}

function renderArticle(article: SourceArticle, { now, at }: SourcePage): Markup {
  const { title, url, key, submissionId, postIds, removed, changedAt, withdrawnAt } = article;
  const name = html`<bdi dir="auto">${title ?? url ?? key}</bdi>`;
  return html`<tr><th scope="row">${submissionId === null ? name : html`<a href="${at(`/submissions/${submissionId}`)}">${name}</a>`}<br><span class="quiet">${
    withdrawnAt === null ? html`changed ${since(changedAt, now)}` : html`withdrawn ${since(withdrawnAt, now)}`
  }</span></th>
<td>${postIds.length === 0 ? html`<span class="quiet">nothing</span>` : postIds.map((postId) => renderPost(postId, at))}</td>
<td>${removed.length === 0 ? html`<span class="quiet">nothing</span>` : removed.map((each) => html`${renderPost(each.postId, at)} <span class="quiet">${since(each.at, now)}</span>`)}</td></tr>`;
}

function renderPost(postId: string, at: (path: string) => string): Markup {
  return html`<a href="${at(`/posts/${encodeURIComponent(postId)}`)}"><bdi>${postId}</bdi></a><br>`;
}

function renderAction(path: string, action: string, words: string, kind = ''): Markup {
  return html`<form method="post" action="${path}"><input type="hidden" name="do" value="${action}"><button class="${kind}">${words}</button></form>`;
}
