import { html, type Markup } from '#card/html.ts';
import type { CollectionState, Page } from '#catalogue/catalogue.ts';
import { countOf } from '../../parts/words.ts';
import { may, type Viewer } from '../../viewer.ts';
import { type Member, renderMember } from './members.ts';
import { renderValueFields } from './value-fields.ts';

export interface CollectionPage {
  collection: CollectionState;
  members: Page<Member>;
  viewer: Viewer | null;
  at: (path: string) => string;
}

/** What it is and what is in it; for those who may, with the forms to change that. */
export function renderCollection({ collection, members, viewer, at }: CollectionPage): Markup {
  const { name, title, description, public: isPublic, restricted, postCount, publicPostCount } = collection;
  const reads = may(viewer, 'read');
  const path = at(`/collections/${encodeURIComponent(name)}`);
  const { items, nextCursor } = members;
  return html`<p class="crumbs"><a href="${at('/collections')}">Collections</a></p>
<div class="bar"><h1 dir="auto">${title ?? name}</h1>${reads && isPublic && html`<span class="badge good">Public</span>`}${
    reads && restricted && html`<span class="badge bad">Restricted</span>`
  }</div>
${description && html`<p class="prose lines" dir="auto">${description}</p>`}
<div class="bar"><p class="quiet">${countOf(reads ? postCount : publicPostCount, 'post')}${
    reads && postCount > publicPostCount && html`, ${postCount - publicPostCount} of them restricted`
  }</p>${
    reads &&
    html`<span class="end actions no-print"><a class="button small" href="${at(`/posts?${new URLSearchParams({ collection: name })}`)}">Search in it</a>
<a class="button small" href="${at(`/v1/exports?${new URLSearchParams({ collection: name, format: 'bag' })}`)}">Export (.zip)</a></span>`
  }</div>
${items.length === 0 ? html`<p class="empty">No post is in it${!reads && ' for everybody to see'}.</p>` : html`<ul class="members">${items.map((member) => renderMember(member, at))}</ul>`}
${nextCursor !== null && html`<p class="pager"><a class="button" href="${`${path}?${new URLSearchParams({ cursor: nextCursor })}`}">Older</a></p>`}
${reads && may(viewer, 'submit') && renderForms(collection, viewer, path)}`;
}

function renderForms(collection: CollectionState, viewer: Viewer | null, path: string): Markup {
  return html`<details class="panel no-print"><summary>Describe it</summary>
<form method="post" action="${path}"><input type="hidden" name="do" value="describe">
${renderValueFields(collection, viewer)}
<button class="primary">Save</button></form></details>
${
  may(viewer, 'admin') &&
  html`<details class="panel no-print"><summary>Dissolve it</summary>
<p>Its posts stay here, in no collection.</p>
<form method="post" action="${path}"><input type="hidden" name="do" value="dissolve"><button class="danger">Dissolve the collection</button></form></details>`
}`;
}
