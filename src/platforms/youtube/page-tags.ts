import type { HtmlDocument, HtmlElement } from '#domain/html.ts';
import type { PostRecord } from '#domain/record.ts';
import { parseHttpUrl } from '#domain/url.ts';
import type { Target } from '../platform.ts';
import { emptyRecord } from '../reading/empty-record.ts';
import { durationMsOf } from '../reading/iso-duration.ts';
import { readMetaTags } from '../reading/meta-tags.ts';
import { timeOf } from '../reading/stated-time.ts';
import { identify } from './urls.ts';

/**
 * A watch page without a player response still tells of its video in its head, where it can be played: the description is
 * cut there. Null where the head is of no video or of another.
 */
export function recordOfHead(target: Target, document: HtmlDocument): PostRecord | null {
  const meta = readMetaTags(document);
  const url = parseHttpUrl(meta.first('og:url') ?? '');
  const title = meta.first('og:title');
  if (url === null || title === null || identify(url)?.postId !== target.postId) return null;
  const channelId = meta.first('channelid');
  return {
    ...emptyRecord(target, 'youtube'),
    author: {
      name: authorIn(document),
      handle: null,
      url: channelId === null ? null : `https://www.youtube.com/channel/${channelId}`,
      id: channelId,
      avatarUrl: null,
    },
    title,
    text: meta.first('og:description', 'description') ?? '',
    textTruncated: true,
    publishedAt: timeOf(meta.first('datepublished', 'uploaddate')),
    media: [
      {
        kind: 'video',
        alt: null,
        width: null,
        height: null,
        durationMs: durationMsOf(meta.first('duration')),
        posterUrl: meta.first('og:image'),
        variants: [],
      },
    ],
  };
}

/** `<link itemprop="name">` within the author's part of the page. */
function authorIn(document: HtmlDocument): string | null {
  const link = document.nodes.find(
    (node): node is HtmlElement =>
      node.kind === 'element' && node.name === 'link' && node.attributes.itemprop === 'name',
  );
  return link?.attributes.content ?? link?.attributes.href ?? null;
}
