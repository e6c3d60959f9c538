import { html, type Markup } from '#card/html.ts';
import { languageTag } from '#card/text.ts';
import type { CaptureState, Page, PostSummary } from '#catalogue/catalogue.ts';
import { captureToShow } from '../../../card-of-post.ts';
import type { WorkspaceDependencies } from '../../dependencies.ts';
import { onDay } from '../../parts/time.ts';
import { platformName, shortened, stateBadge } from '../../parts/words.ts';
import { isPicture, mediaPath } from '../post/file-paths.ts';
import { renderWhose } from '../post/heading.ts';
import { postPath } from '../post/shown-post.ts';

export interface Member {
  post: PostSummary;
  /** What its picture is taken from. */
  capture: CaptureState | null;
}

const pageLength = 24;

/** The posts of a collection, the newest first; restricted ones for those alone who read what the archive keeps. */
export async function findMembers(
  { catalogue: { posts, captures } }: Pick<WorkspaceDependencies, 'catalogue'>,
  collection: string,
  { cursor, reads }: { cursor: string | null; reads: boolean },
): Promise<Page<Member>> {
  const wanted = { collection, ...(!reads && { restricted: false }) };
  const { items, nextCursor } = await posts.search(wanted, { limit: pageLength, cursor });
  const members = await Promise.all(
    items.map(async (post) => {
      const captureId = captureToShow(post);
      return { post, capture: captureId === null ? null : await captures.get(captureId) };
    }),
  );
  return { items: members, nextCursor };
}

export function renderMember({ post, capture }: Member, at: (path: string) => string): Markup {
  const text = post.text || post.quotation?.text || post.canonicalUrl;
  const language = languageTag(post.language);
  return html`<li>${renderPicture(post, capture, at)}
<div><p class="quiet clamp">${renderWhose(post)} · ${platformName(post.platform)}${post.publishedAt && html` · ${onDay(post.publishedAt)}`}</p>
<p class="clamp" dir="auto"${language && html` lang="${language}"`}><a href="${at(postPath(post.postId))}">${shortened(text, longestExcerpt)}</a></p>
<p>${stateBadge(post.state)}${post.restricted && html` <span class="badge bad">Restricted</span>`}</p></div></li>`;
}

const longestExcerpt = 280;

/** It says nothing that the words beside it do not. */
function renderPicture(
  post: PostSummary,
  capture: CaptureState | null,
  at: (path: string) => string,
): Markup {
  const picture = (['thumbnail', 'screenshot'] as const)
    .map((role) => capture?.artifacts.find((artifact) => artifact.role === role && isPicture(artifact)))
    .find((artifact) => artifact !== undefined);
  const veiled = post.labels.includes('sensitive') && ' safe';
  return capture === null || picture === undefined
    ? html`<span class="small-picture none" aria-hidden="true">${platformName(post.platform)}</span>`
    : html`<span class="small-picture media-view${veiled}"><img src="${at(mediaPath(post, capture, picture))}" alt="" loading="lazy" decoding="async"></span>`;
}
