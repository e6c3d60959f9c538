import { html, type Markup } from '#card/html.ts';
import type { PostLine } from '#catalogue/catalogue.ts';
import { onDay, since } from './time.ts';
import { outcomeBadge, platformName, stateBadge } from './words.ts';

export interface LineGround {
  at: (path: string) => string;
  now: Date;
}

/** Posts in rows: who, what, how it stands there and here. */
export function renderPostRows(lines: readonly PostLine[], ground: LineGround): Markup {
  return html`<ul class="rows posts">${lines.map((line) => renderRow(line, ground))}</ul>`;
}

/** Posts as pictures, for eyes that know what they look for. */
export function renderPostTiles(lines: readonly PostLine[], ground: LineGround): Markup {
  return html`<ul class="tiles posts">${lines.map((line) => renderTile(line, ground))}</ul>`;
}

function renderRow(line: PostLine, { at, now }: LineGround): Markup {
  return html`<li>${renderThumbnail(line, at)}
<div class="about"><p class="byline">${renderByline(line)} <span class="quiet">${renderByline(line) && '· '}${platformName(line.platform)} · ${
    line.publishedAt === null ? html`submitted ${since(line.createdAt, now)}` : onDay(line.publishedAt)
  }</span></p>
<p class="excerpt" dir="auto"${languageOf(line)}><a href="${postPath(line, at)}">${excerptOf(line)}</a></p>
<p class="marks">${renderMarks(line, at)}</p></div></li>`;
}

function renderTile(line: PostLine, { at }: LineGround): Markup {
  return html`<li>${renderThumbnail(line, at)}
<p class="excerpt" dir="auto"${languageOf(line)}><a href="${postPath(line, at)}">${excerptOf(line)}</a></p>
<p class="byline quiet">${line.authorName !== null && html`<bdi>${line.authorName}</bdi> · `}${platformName(line.platform)}</p>
<p class="marks">${stateBadge(line.state)} ${line.outcome !== 'complete' && outcomeBadge(line)}</p></li>`;
}

export function postPath({ postId }: Pick<PostLine, 'postId'>, at: (path: string) => string): string {
  return at(`/posts/${encodeURIComponent(postId)}`);
}

/** Who wrote it; nothing where nobody is named. */
export function renderByline({ authorName, authorHandle }: PostLine): Markup | null {
  return authorName === null && authorHandle === null
    ? null
    : html`<bdi class="author">${authorName ?? authorHandle}</bdi>${
        authorName !== null &&
        authorHandle !== null &&
        html` <bdi class="quiet">${handleOf(authorHandle)}</bdi>`
      }`;
}

function handleOf(handle: string): string {
  return /^[\w.-]+$/.test(handle) ? `@${handle}` : handle;
}

function renderMarks(line: PostLine, at: (path: string) => string): Markup {
  const isUntold = line.state === 'unknown' && line.outcome === null && !line.purged;
  return html`${!isUntold && stateBadge(line.state)} ${outcomeBadge(line)}${
    line.editedAt !== null && html` <span class="badge warn">Edited</span>`
  }${line.restricted && html` <span class="badge">Restricted</span>`}${
    line.collection !== null &&
    html` <a class="tag" href="${at(`/collections/${encodeURIComponent(line.collection)}`)}"><bdi>${line.collection}</bdi></a>`
  }${line.tags.map(
    (tag) =>
      html` <a class="tag" href="${at(`/posts?${new URLSearchParams({ tag })}`)}">#<bdi>${tag}</bdi></a>`,
  )}`;
}

export function excerptOf({ excerpt, title, canonicalUrl }: PostLine): string {
  return [title, excerpt].filter((part) => part?.trim()).join(' – ') || canonicalUrl;
}

function languageOf({ language }: PostLine): Markup | false {
  return language !== null && /^[a-z]{2,3}(-[a-z\d]+)*$/i.test(language) && html` lang="${language}"`;
}

/** The picture says nothing that the words beside it do not. What is marked as sensitive is blurred until pointed at. */
export function renderThumbnail(
  { thumbnail, labels, platform }: PostLine,
  at: (path: string) => string,
): Markup {
  if (thumbnail === null) {
    return html`<span class="thumbnail none" aria-hidden="true">${platformName(platform)}</span>`;
  }
  const { captureId, name, width, height } = thumbnail;
  const source = at(`/v1/captures/${captureId}/artifacts/${encodeURIComponent(name)}`);
  return html`<span class="thumbnail${labels.includes('sensitive') && ' veiled'}"><img src="${source}" alt="" loading="lazy" decoding="async"${
    width !== null && height !== null && html` width="${width}" height="${height}"`
  }></span>`;
}
