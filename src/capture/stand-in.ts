import type { Artifact } from '#domain/capture.ts';
import type { PostRecord } from '#domain/record.ts';
import { readArtifact, storeArtifact } from './artifacts.ts';
import type { BrowserSession } from './browser/browser.ts';
import { screenshotElement } from './browser/screenshot.ts';
import { settle } from './browser/settle.ts';
import { inspectPicture, shrinkToDataUrl } from './pictures.ts';
import type { Footing } from './rung.ts';
import { reasonOf } from './trouble.ts';
import type { BrowserFacts } from './view-post.ts';

const cardSelector = 'main';
const viewport = { width: 600, height: 900 };
const maxHeight = 8_000;
const maxPictureSide = 1_200;

/** Why there is no picture of the original, and where the post is from instead. */
export interface StandInFor {
  /** Goes on a sentence. */
  why: string;
  /** The memento that the record was read from; null where the platform told it. */
  memento: { pageUrl: string; archivedAt: string } | null;
}

export type StandIn = { kind: 'pictured'; artifact: Artifact; browser: BrowserFacts } | { kind: 'failed' };

/**
 * A picture of our own card, made from the record and the media that are held, in a page without a network. It says in
 * its verdict that it is not the original, and why there is none.
 */
export async function pictureCard(
  record: PostRecord,
  media: Artifact[],
  shown: StandInFor,
  footing: Footing,
): Promise<StandIn> {
  const { tools, signal } = footing;
  const html = await renderOffline(record, media, shown, footing);
  const takenAt = tools.clock.now().toISOString();
  const options = { proxy: null, viewport, timeoutMs: tools.limits.browserTimeoutMs };
  let drawn: Awaited<ReturnType<typeof draw>>;
  try {
    drawn = await tools.browsers.withPage(options, signal, (session) =>
      draw(session, html, options.timeoutMs),
    );
  } catch (error) {
    const reason = reasonOf(error, footing);
    tools.logger.warn({ reason }, 'capture.card-not-pictured');
    return { kind: 'failed' };
  }
  const { width, height, perceptualHash } = await inspectPicture(drawn.png);
  const artifact = await storeArtifact(footing, drawn.png, {
    name: 'screenshot.png',
    role: 'screenshot',
    mediaType: 'image/png',
    source: 'card',
    takenAt,
    width,
    height,
    perceptualHash,
    verdict: {
      shows: 'unchecked',
      detail: `A picture of our own card, made from the record; not of the original: ${shown.why}.`,
    },
  });
  return { kind: 'pictured', artifact, browser: drawn.browser };
}

async function draw(
  { page, browserVersion, userAgent, sandboxed }: BrowserSession,
  html: string,
  timeoutMs: number,
) {
  await page.setContent(html, { waitUntil: 'commit', timeout: timeoutMs });
  await settle(page, [cardSelector], { postSelector: cardSelector, timeoutMs });
  const { png } = await screenshotElement(page, cardSelector, { maxHeight });
  const browser: BrowserFacts = {
    version: browserVersion,
    userAgent,
    sandboxed,
    finalUrl: null,
    httpStatus: null,
    serverAddress: null,
  };
  return { png, browser };
}

async function renderOffline(
  record: PostRecord,
  media: Artifact[],
  { memento }: StandInFor,
  footing: Footing,
): Promise<string> {
  const dataUrls = new Map<string, string>();
  for (const artifact of media.filter(({ mediaType }) => mediaType.startsWith('image/'))) {
    dataUrls.set(artifact.name, await shrinkToDataUrl(await readArtifact(footing, artifact), maxPictureSide));
  }
  return footing.tools.renderCard({
    post: {
      postId: record.postId,
      platform: record.platform,
      canonicalUrl: record.canonicalUrl,
      state: memento === null ? 'live' : 'unknown',
      stateSince: null,
      editedAt: record.editedAt,
      quotation: null,
    },
    capture: {
      takenAt: footing.tools.clock.now().toISOString(),
      outcome: 'partial',
      absence: null,
      source: memento === null ? 'original' : 'archive',
      record,
      artifacts: media,
      missing: [],
      provenance: memento && { archiveUrl: memento.pageUrl, archivedAt: memento.archivedAt },
    },
    // A still picture cannot play: videos are left to their posters.
    mediaUrl: (name) => dataUrls.get(name) ?? null,
  });
}
