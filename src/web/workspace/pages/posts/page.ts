import { html, type Markup } from '#card/html.ts';
import type { Facets, Page as PageOf, PostLine } from '#catalogue/catalogue.ts';
import { type LineGround, renderPostRows, renderPostTiles } from '../../parts/post-lines.ts';
import { countOf } from '../../parts/words.ts';
import type { Page } from '../../shell.ts';
import { renderChosen, renderFacets } from './facets.ts';
import { type SearchQuery, searchPath } from './query.ts';

interface Found {
  facets: Facets;
  found: PageOf<PostLine>;
}

export function searchPage(query: SearchQuery, { facets, found }: Found, ground: LineGround): Page {
  const { at } = ground;
  return {
    title: query.q === undefined ? 'Posts' : `Posts with “${query.q}”`,
    islands: ['list-keys'],
    body: html`<h1>Posts</h1>
${renderSearchForm(query, at)}
${renderChosen(query, at)}
<div class="columns">
${renderFacets(query, facets, at)}
<section aria-label="Found">
<div class="bar"><p class="quiet" role="status">${renderTotal(facets)}</p>${renderViews(query, at)}</div>
${found.items.length === 0 ? renderNothing(query, at) : renderItems(query, found.items, ground)}
${renderPager(query, found.nextCursor, at)}
</section>
</div>
${renderKeys()}`,
  };
}

function renderSearchForm(query: SearchQuery, at: (path: string) => string): Markup {
  const { q, from, to, view } = query;
  const kept = ['platform', 'author', 'state', 'outcome', 'tag', 'collection'] as const;
  return html`<form method="get" action="${at('/posts')}" class="panel search" role="search">
<p class="inline"><label for="q" class="visually-hidden">Words, an author or an address</label>
<input id="q" name="q" type="search" value="${q}" dir="auto" placeholder="Words, an author or an address">
<button class="primary">Search</button></p>
<details${(from ?? to) !== undefined && html` open`}><summary>Dates</summary><div class="fields">
<p class="field"><label for="from">Published from</label><input id="from" name="from" type="date" value="${from}"></p>
<p class="field"><label for="to">until</label><input id="to" name="to" type="date" value="${to}"></p></div></details>
${kept.map((name) => query[name] !== undefined && html`<input type="hidden" name="${name}" value="${query[name]}">`)}
${view === 'gallery' && html`<input type="hidden" name="view" value="gallery">`}
</form>`;
}

function renderTotal({ posts, isBounded }: Facets): string {
  return isBounded ? `More than ${countOf(posts, 'post')}` : countOf(posts, 'post');
}

function renderViews(query: SearchQuery, at: (path: string) => string): Markup {
  const views = [
    ['list', 'List'],
    ['gallery', 'Gallery'],
  ] as const;
  return html`<nav class="end views" aria-label="View">${views.map(
    ([view, name]) =>
      html`<a href="${at(searchPath(query, { view, cursor: query.cursor }))}"${view === query.view && html` aria-current="true"`}>${name}</a>`,
  )}</nav>`;
}

function renderItems({ view }: SearchQuery, items: readonly PostLine[], ground: LineGround): Markup {
  return view === 'gallery' ? renderPostTiles(items, ground) : renderPostRows(items, ground);
}

function renderNothing(query: SearchQuery, at: (path: string) => string): Markup {
  return searchPath(query, { view: 'list' }) === '/posts'
    ? html`<p class="empty">Nothing is archived yet. <a href="${at('/')}">Archive something</a>.</p>`
    : html`<p class="empty">No post has all of this. Take a filter away, or <a href="${at('/posts')}">see all posts</a>.</p>`;
}

function renderPager(
  query: SearchQuery,
  nextCursor: string | null,
  at: (path: string) => string,
): Markup | null {
  return nextCursor === null && query.cursor === undefined
    ? null
    : html`<nav class="pager" aria-label="Pages">${
        query.cursor !== undefined && html`<a class="button" href="${at(searchPath(query, {}))}">Newest</a>`
      }${
        nextCursor !== null &&
        html`<a class="button" rel="next" href="${at(searchPath(query, { cursor: nextCursor }))}">Older</a>`
      }</nav>`;
}

/** Shown by the island, which is what makes the keys work. */
function renderKeys(): Markup {
  return html`<p class="quiet no-print" data-keys hidden><button type="button" class="plain">Keyboard</button></p>
<dialog id="keys" aria-labelledby="keys-title"><h2 id="keys-title">Keyboard</h2>
<dl class="facts"><dt><kbd>j</kbd> <kbd>k</kbd></dt><dd>next post, post before</dd><dt><kbd>Enter</kbd></dt><dd>open it</dd>
<dt><kbd>/</kbd></dt><dd>search</dd><dt><kbd>?</kbd></dt><dd>these keys</dd></dl>
<label class="check"><input type="checkbox" id="keys-on" checked> Use these keys</label>
<form method="dialog"><button>Close</button></form></dialog>`;
}
