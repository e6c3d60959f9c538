import { parseHttpUrl } from '#domain/url.ts';
import type { Identity } from '#platforms/platform.ts';

/** What a URL is, by the platforms; the frames of embed services are followed to the post that they show. */
export type Recognise = (url: URL) => Identity;

/** Where embed services and publishers' own frames name what they show, surest first. */
const innerParameters = ['url', 'src', 'href', 'u', 'link', 'source', 'embed', 'video', 'video_url', 'uri'];
const MAX_INNER_DEPTH = 2;

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
 * (`cdn.embedly.com/widgets/media.html?src=…&url=…`, `cdn.iframe.ly/api/iframe?url=…`).
 */
export function recogniseFrame(recognise: Recognise, url: URL, depth = 0): Identity {
  const identity = recognise(url);
  if (identity.platform !== 'web' || depth >= MAX_INNER_DEPTH || url.search === '') return identity;
  for (const name of innerParameters) {
    const value = url.searchParams.get(name);
    const inner = value === null ? null : parseHttpUrl(value.startsWith('//') ? `https:${value}` : value);
    if (inner === null) continue;
    const shown = recogniseFrame(recognise, inner, depth + 1);
    if (shown.platform !== 'web' && shown.postId !== null) return shown;
  }
  return identity;
}
