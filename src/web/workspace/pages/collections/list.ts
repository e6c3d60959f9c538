import { html, type Markup } from '#card/html.ts';
import type { CollectionState, Page } from '#catalogue/catalogue.ts';
import { onDay } from '../../parts/time.ts';
import { countOf } from '../../parts/words.ts';
import { may, type Viewer } from '../../viewer.ts';
import { renderValueFields } from './value-fields.ts';

export interface CollectionList {
  collections: Page<CollectionState>;
  viewer: Viewer | null;
  at: (path: string) => string;
}

export function renderList({ collections: { items, nextCursor }, viewer, at }: CollectionList): Markup {
  const reads = may(viewer, 'read');
  return html`<h1>Collections</h1>
${
  items.length === 0
    ? html`<p class="empty">${reads ? 'There is none yet. Give a submission or a post the name of one, or make one here.' : 'None is open to everybody.'}</p>`
    : html`<ul class="rows">${items.map((item) => renderItem(item, reads, at))}</ul>`
}
${nextCursor !== null && html`<p class="pager"><a class="button" href="${at(`/collections?${new URLSearchParams({ cursor: nextCursor })}`)}">Older</a></p>`}
${
  reads &&
  may(viewer, 'submit') &&
  html`<details class="panel no-print"><summary>Make a collection</summary>
<form method="post" action="${at('/collections')}">
<p class="field"><label for="name">Name</label><input id="name" name="name" required maxlength="200" aria-describedby="name-help" autocomplete="off"></p>
<p class="help" id="name-help">As submissions and posts name it; it stays.</p>
${renderValueFields(null, viewer)}
<button class="primary">Make it</button></form></details>`
}`;
}

function renderItem(
  {
    name,
    title,
    description,
    public: isPublic,
    restricted,
    createdAt,
    postCount,
    publicPostCount,
  }: CollectionState,
  reads: boolean,
  at: (path: string) => string,
): Markup {
  return html`<li><div class="bar"><a href="${at(`/collections/${encodeURIComponent(name)}`)}"><strong dir="auto">${title ?? name}</strong></a>${
    reads && isPublic && html`<span class="badge good">Public</span>`
  }${reads && restricted && html`<span class="badge bad">Restricted</span>`}<span class="end quiet">${countOf(reads ? postCount : publicPostCount, 'post')}, since ${onDay(createdAt)}</span></div>
${description && html`<p class="quiet clamp" dir="auto">${description}</p>`}</li>`;
}
