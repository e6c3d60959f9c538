import { parseHttpUrl } from '#domain/url.ts';
import type { Identity } from '#platforms/platform.ts';
import { urlOfBareId, urlOfNamedId } from './players.ts';

/** What a URL is, by the platforms; the frames of embed services are followed to the post that they show. */
export type Recognise = (url: URL) => Identity;

/** Where embed services and publishers' own frames name what they show, surest first. */
const innerParameters = ['url', 'src', 'href', 'u', 'link', 'source', 'embed', 'video', 'video_url', 'uri'];
const idParameters = ['id', 'tweetId', 'tweet_id', 'videoId', 'video_id', 'v', 'code'];
const MAX_INNER_DEPTH = 2;
const MIN_ID_CHARACTERS = 5;
/** Frames that count visits and place advertisements name in their parameters what the reader came from. */
const counts =
  /(?:^|\.)(?:doubleclick\.net|googletagmanager\.com|google-analytics\.com|googlesyndication\.com|criteo\.(?:com|net)|adnxs\.com|scorecardresearch\.com|taboola\.com|outbrain\.com|demdex\.net|hotjar\.com)$/;

/** Pages name the same URLs many times over, and a platform's recognition is not free: each is recognised once. */
export function recogniser(identify: Recognise): Recognise {
  const known = new Map<string, Identity>();
  return (url) => {
    let identity = known.get(url.href);
    if (identity === undefined) {
      identity = identify(url);
      known.set(url.href, identity);
    }
    return identity;
  };
}

/**
 * What a frame shows: the post of its own URL, or the one that a parameter of it names
 * (`cdn.embedly.com/widgets/media.html?src=…&url=…`, `cdn.iframe.ly/api/iframe?url=…`, `/embed/frame?id=twitter-1072…`,
 * `/frames/twitter.html#1072…`).
 */
export function recogniseFrame(recognise: Recognise, url: URL, depth = 0): Identity {
  const identity = recognise(url);
  if (identity.platform !== 'web' || depth >= MAX_INNER_DEPTH || counts.test(url.hostname)) return identity;
  if (url.search === '' && url.hash === '') return identity;
  for (const name of innerParameters) {
    const value = url.searchParams.get(name);
    const inner = value === null ? null : parseHttpUrl(value.startsWith('//') ? `https:${value}` : value);
    if (inner === null) continue;
    const shown = recogniseFrame(recognise, inner, depth + 1);
    if (shown.platform !== 'web' && shown.postId !== null) return shown;
  }
  const named = parseHttpUrl(urlOfIdIn(url) ?? '');
  const shown = named === null ? identity : recognise(named);
  return shown.postId === null || shown.platform === 'web' ? identity : shown;
}

/** An id in the query or the fragment of a publisher's frame, where its path or the id itself says whose it is. */
function urlOfIdIn(url: URL): string | null {
  if (/share|login|comment/i.test(url.pathname)) return null;
  const ids = [...idParameters.map((name) => url.searchParams.get(name)), url.hash.slice(1)];
  for (const id of ids) {
    if (id === null || id.length < MIN_ID_CHARACTERS || /^\d{1,9}$/.test(id)) continue;
    const made = urlOfNamedId(id) ?? urlOfBareId(url.pathname, id);
    if (made !== null) return made;
  }
  return null;
}
