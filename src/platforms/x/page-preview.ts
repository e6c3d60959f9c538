import type { HtmlDocument } from '#domain/html.ts';
import type { Medium, PostRecord } from '#domain/record.ts';
import { isWithin, parseHttpUrl } from '#domain/url.ts';
import type { Target } from '../platform.ts';
import { emptyRecord } from '../reading/empty-record.ts';
import { type MetaTags, readMetaTags } from '../reading/meta-tags.ts';
import { linksInText } from '../reading/text-links.ts';
import { readMedium } from './media.ts';
import type { Reading } from './record.ts';
import { timeOfId } from './snowflake.ts';
import { identify, statusIdOf } from './urls.ts';

/** The tags have the author, the words and one picture; of a film its still picture alone, as any picture. */
export function readPreview(target: Target, document: HtmlDocument): Reading {
  const meta = readMetaTags(document);
  const named = parseHttpUrl(meta.first('og:url') ?? '');
  const postId = named === null ? null : (identify(named)?.postId ?? null);
  if (postId !== target.postId) {
    return { kind: 'unreadable', path: `og:url: the page is about ${postId ?? 'no post'}` };
  }
  const [, name, handle] =
    /^(.*?)\s*\(@(\w{1,20})\) on (?:X|Twitter)\s*$/s.exec(meta.first('og:title') ?? '') ?? [];
  if (handle === undefined) return { kind: 'unreadable', path: 'og:title: no author' };
  const text = meta.first('og:description') ?? '';
  const { media, avatarUrl } = pictureIn(meta);
  if (text === '' && media.length === 0) {
    return { kind: 'unreadable', path: 'og:description: neither words nor a picture' };
  }
  const blank = blankRecord(target, { name: name || null, handle });
  const record: PostRecord = {
    ...blank,
    author: { ...blank.author, avatarUrl },
    text,
    textTruncated: /(?:…|\.\.\.)$/.test(text),
    links: linksInText(text),
    media,
  };
  return { kind: 'record', record };
}

/**
 * What the id and the author tell. Ids are made by X's own clock, so the id's time stands for the time of posting. The pages
 * leave out pictures and shorten links, so what is read from them is partial.
 */
export function blankRecord(target: Target, author: { name: string | null; handle: string }): PostRecord {
  const idTime = timeOfId(statusIdOf(target.postId) ?? '');
  return {
    ...emptyRecord(target, 'x'),
    author: { ...author, url: `https://x.com/${author.handle}`, id: null, avatarUrl: null },
    publishedAt: idTime === null ? null : `${idTime.slice(0, 19)}.000Z`,
    idTime,
    labels: ['partial'],
  };
}

/** Where the post has no picture, the page shows its author's. */
function pictureIn(meta: MetaTags): { media: Medium[]; avatarUrl: string | null } {
  const url = parseHttpUrl(meta.first('og:image') ?? '');
  if (url === null || !isWithin(url.hostname, 'pbs.twimg.com')) return { media: [], avatarUrl: null };
  if (url.pathname.startsWith('/profile_images/')) return { media: [], avatarUrl: url.href };
  const whole = new URL(url);
  whole.pathname = whole.pathname.replace(/:\w+$/, '');
  const photo = readMedium({ type: 'photo', media_url_https: whole.href });
  const [best] = photo.variants;
  const asShown = {
    url: url.href,
    mediaType: best?.mediaType ?? null,
    bitrate: null,
    width: null,
    height: null,
  };
  return {
    media: [{ ...photo, variants: best === undefined ? [asShown] : [best, asShown] }],
    avatarUrl: null,
  };
}
