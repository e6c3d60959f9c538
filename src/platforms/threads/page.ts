import type { Fetch } from '#domain/fetch.ts';
import type { HtmlDocument } from '#domain/html.ts';
import type { Medium } from '#domain/record.ts';
import { parseHttpUrl } from '#domain/url.ts';
import type { Finding } from '../asking/finding.ts';
import { pathOf } from '../asking/schema-path.ts';
import { askPreview } from '../instagram/page.ts';
import type { Target } from '../platform.ts';
import { readMetaTags } from '../reading/meta-tags.ts';
import { blankRecord, type Reading } from './record.ts';
import { pageSchema } from './schemas.ts';
import { identify } from './urls.ts';

/** Asks the post's own page. Its meta tags say that the post is there; without them it says nothing. */
export function askPage(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Finding> {
  return askPreview('threads/page', target, readPage, fetch, signal);
}

function readPage(target: Target, document: HtmlDocument): Reading {
  const meta = readMetaTags(document);
  const names = ['og:url', 'og:title', 'og:description'];
  const tags = pageSchema.safeParse(
    Object.fromEntries(names.map((name) => [name, meta.first(name) ?? undefined])),
  );
  if (!tags.success) return { kind: 'unreadable', path: pathOf(tags.error) };
  const named = identify(new URL(tags.data['og:url']))?.postId;
  if (named !== target.postId)
    return { kind: 'unreadable', path: `og:url: the page is about ${named ?? 'no post'}` };
  const [, name, handle] = /^(.*?)\s*\(@([\w.]{1,60})\)/s.exec(tags.data['og:title']) ?? [];
  if (handle === undefined) return { kind: 'unreadable', path: 'og:title: no author' };
  const blank = blankRecord(target, handle);
  const record = {
    ...blank,
    author: { ...blank.author, name: name || null },
    text: tags.data['og:description'],
    media: pictureOf(meta.first('og:image')),
  };
  return { kind: 'record', record };
}

/** Where the post has no picture, the page shows its author's, which is a small square. */
function pictureOf(written: string | null): Medium[] {
  const url = parseHttpUrl(written ?? '')?.href;
  if (url === undefined || /\/t51\.(?:2885|82787)-19\//.test(url)) return [];
  const variants = [{ url, mediaType: null, bitrate: null, width: null, height: null }];
  return [
    { kind: 'photo', alt: null, width: null, height: null, durationMs: null, posterUrl: null, variants },
  ];
}
