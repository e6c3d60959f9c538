import type { FastifyReply, FastifyRequest } from 'fastify';
import { html, type Markup } from '#card/html.ts';
import type { PostSummary } from '#catalogue/catalogue.ts';
import type { WorkspaceDependencies } from '../../dependencies.ts';
import { postPath } from './shown-post.ts';

/** `safe` shows pictures and videos grey and blurred until one points at them: people look at terrible things all day. */
export type MediaView = 'safe' | 'plain';
export const mediaViews = ['safe', 'plain'] as const satisfies readonly MediaView[];

const cookieName = 'embed_archiver_media_view';
const yearSeconds = 365 * 24 * 3600;

/** As the viewer chose for all posts; where nobody chose, sensitive media are shown safely. */
export function mediaViewFor({ cookies }: FastifyRequest, { labels }: PostSummary): MediaView {
  const chosen = mediaViews.find((view) => view === cookies[cookieName]);
  return chosen ?? (labels.includes('sensitive') ? 'safe' : 'plain');
}

export function keepMediaView(
  reply: FastifyReply,
  view: MediaView,
  { pathPrefix }: Pick<WorkspaceDependencies, 'pathPrefix'>,
): void {
  reply.setCookie(cookieName, view, {
    ...{ httpOnly: true, sameSite: 'strict', maxAge: yearSeconds },
    path: pathPrefix || '/',
  });
}

export function renderMediaViewChoice(
  { postId }: PostSummary,
  view: MediaView,
  at: (path: string) => string,
): Markup {
  const [other, words] =
    view === 'safe' ? (['plain', 'Show media as they are'] as const) : (['safe', 'Safe media view'] as const);
  return html`<form method="post" action="${at(postPath(postId, '/media-view'))}" class="inline">
<input type="hidden" name="view" value="${other}"><button class="small">${words}</button>
${view === 'safe' && html`<span class="quiet">Grey and blurred until you point at one.</span>`}</form>`;
}
