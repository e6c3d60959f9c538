import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { html, type Markup } from '#card/html.ts';
import type { CaptureState, Catalogue, PostSummary } from '#catalogue/catalogue.ts';
import { captureToShow } from '../../card-of-post.ts';
import type { WorkspaceDependencies } from '../dependencies.ts';
import { pageNotFound, parseInput } from '../page-problem.ts';
import { may } from '../viewer.ts';
import { renderActions } from './post/actions.ts';
import { renderCapture } from './post/capture.ts';
import { addPostCard, renderCardFrame } from './post/card.ts';
import { addPostChanges, doneNotices } from './post/change.ts';
import { citationOf } from './post/citation.ts';
import { findEmbedCodes, renderEmbedCodes } from './post/embed-codes.ts';
import { renderHeading, whoseOf } from './post/heading.ts';
import { mediaViewFor } from './post/media-view.ts';
import type { ArchiveLinks, LogPlace, PostPage } from './post/post-page.ts';
import { findShownPost, postPath, redirectToOwnName, type ShownPost } from './post/shown-post.ts';
import { renderState } from './post/state.ts';
import { renderTimeline } from './post/timeline.ts';

const query = z.object({
  capture: z.string().max(200).optional(),
  before: z.string().max(1000).nullable().default(null),
  done: z.string().optional(),
});

const timelineLength = 20;

/** `/posts/{postId}`: the card of a post, what became of the original, its captures, and the evidence. */
export function addPostPage(app: FastifyInstance, dependencies: WorkspaceDependencies): void {
  const { sendPage, at, clock } = dependencies;
  addPostCard(app, dependencies);
  addPostChanges(app, dependencies);

  app.get('/posts/:postId', async (request, reply) => {
    const shown = await findShownPost(request, dependencies);
    const { post } = shown;
    const moved = redirectToOwnName(request, reply, post, at(postPath(post.postId)));
    if (moved !== null) {
      return moved;
    }
    const asked = parseInput(query, request.query);
    const page = await gather(request, shown, asked);
    return sendPage(request, reply, {
      title: `Post of ${whoseOf(post)}`,
      islands: ['card-frame', 'copy-text'],
      notice: doneNotices[asked.done ?? ''] ?? null,
      body: renderPost(page),
    });
  });

  async function gather(
    request: FastifyRequest,
    shown: ShownPost,
    { capture: captureId, before }: z.output<typeof query>,
  ): Promise<PostPage> {
    const { catalogue } = dependencies;
    const { post, reads } = shown;
    const capture = await findCapture(post, captureId, catalogue);
    const baseUrl = dependencies.baseUrl(request);
    const pageUrl = `${baseUrl}${postPath(post.postId)}`;
    return {
      ...shown,
      ...{ viewer: request.viewer, capture, at },
      archive: reads && capture !== null ? await archiveOf(request, capture) : null,
      log: await logPlaceOf(capture, catalogue),
      looks: await catalogue.looks.of(post.postId),
      history: await catalogue.posts.history(post.postId, { limit: timelineLength, cursor: before }),
      mediaView: mediaViewFor(request, post),
      collectionNames: may(request.viewer, 'submit')
        ? await catalogue.collections.names(mostSuggestions)
        : [],
      citation: citationOf(post, capture, pageUrl),
      embedCodes: await findEmbedCodes(post, capture, { catalogue, baseUrl }),
    };
  }

  /** The API signs the links, for whoever may have them. */
  async function archiveOf(
    request: FastifyRequest,
    { id, artifacts }: CaptureState,
  ): Promise<ArchiveLinks | null> {
    if (!artifacts.some(({ role }) => role === 'wacz')) {
      return null;
    }
    const answer = await dependencies.callApi(request, { method: 'GET', path: `/v1/captures/${id}` });
    return (answer.ok && archiveLinks.safeParse(answer.body).data) || null;
  }

  function renderPost(page: PostPage): Markup {
    const { post, capture } = page;
    // The card veils what is marked as sensitive by itself, and its words may be read.
    const isVeiled = page.mediaView === 'safe' && !post.labels.includes('sensitive');
    return html`${renderHeading(post)}
<div class="post-page">
<div class="shown${isVeiled && ' media-view safe'}">${renderCardFrame(post, capture, dependencies)}</div>
<div class="beside">
${renderState(post, page.looks, clock.now())}
${renderActions(page)}
<section class="panel" aria-labelledby="cite"><h2 id="cite">Cite</h2><p id="citation">${page.citation}</p><copy-text class="no-print" for="citation" label="Copy citation"></copy-text></section>
${renderEmbedCodes(page.embedCodes)}
${renderTimeline(page)}
</div>
<div class="held">${capture === null ? html`<p class="empty">Nothing was captured of it yet.</p>` : renderCapture(page, capture)}</div>
</div>`;
  }
}

const archiveLinks = z.object({
  waczUrl: z.string(),
  bundleUrl: z.string(),
  replayUrl: z.string().nullable(),
});

/** The one that is asked for, else the best one held, else the last. */
async function findCapture(
  post: PostSummary,
  asked: string | undefined,
  { captures }: Pick<Catalogue, 'captures'>,
): Promise<CaptureState | null> {
  const id = asked ?? captureToShow(post);
  const found = id === null ? null : await captures.get(id);
  if (asked !== undefined && found?.postId !== post.postId) {
    throw pageNotFound('capture of this post');
  }
  return found;
}

async function logPlaceOf(
  capture: CaptureState | null,
  { log, checkpoints }: Pick<Catalogue, 'log' | 'checkpoints'>,
): Promise<LogPlace | null> {
  const sha256 = capture?.manifestSha256 ?? null;
  const sequence = sha256 === null ? null : await log.sequenceOf(sha256);
  return sequence === null
    ? null
    : { sequence, signedSize: (await checkpoints.covering(sequence))?.size ?? null };
}

const mostSuggestions = 100;
