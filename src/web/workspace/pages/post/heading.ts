import { html, type Markup } from '#card/html.ts';
import { linkTarget } from '#card/safe-url.ts';
import type { PostSummary } from '#catalogue/catalogue.ts';
import { onDay } from '../../parts/time.ts';
import { platformName, stateBadge } from '../../parts/words.ts';
import { postPath } from './shown-post.ts';

/** Whose post it is, as far as anybody says; in plain text. */
export function whoseOf(post: PostSummary): string {
  const { name, handle } = namesOf(post);
  return handle === null ? name : `${name} (@${handle})`;
}

function namesOf({ author, quotation, canonicalUrl }: PostSummary): { name: string; handle: string | null } {
  const name = author?.name ?? quotation?.authorName ?? null;
  const handle = author?.handle ?? quotation?.authorHandle ?? null;
  if (name !== null) {
    return { name, handle: handle === name ? null : handle };
  }
  const only = handle === null ? (URL.parse(canonicalUrl)?.hostname ?? canonicalUrl) : `@${handle}`;
  return { name: only, handle: null };
}

/** Name and handle, each in its own writing direction. */
export function renderWhose(post: PostSummary): Markup {
  const { name, handle } = namesOf(post);
  return html`<bdi>${name}</bdi>${handle !== null && html` <bdi>(@${handle})</bdi>`}`;
}

export function renderHeading(post: PostSummary): Markup {
  const original = linkTarget(post.canonicalUrl);
  return html`<p class="crumbs">${platformName(post.platform)}${post.publishedAt && html` · ${onDay(post.publishedAt)}`}</p>
<div class="bar"><h1>${renderWhose(post)}</h1>${stateBadge(post.state)}${
    post.editedAt && html`<span class="badge warn">Edited</span>`
  }${post.restricted && html`<span class="badge bad">Restricted</span>`}</div>
<p class="quiet">${
    original
      ? html`<a href="${original}" rel="noopener noreferrer nofollow ugc">${original}</a>`
      : html`<bdi>${post.canonicalUrl}</bdi>`
  }</p>`;
}

export function renderPostCrumbs(post: PostSummary, at: (path: string) => string): Markup {
  return html`<p class="crumbs"><a href="${at(postPath(post.postId))}">${platformName(post.platform)} · ${renderWhose(post)}</a></p>`;
}
