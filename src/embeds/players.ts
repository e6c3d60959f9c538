import { hostOf } from '#domain/url.ts';

/** True for addresses that are made to be framed, not to be read: in running text nobody links to them. */
export function isPlayerUrl(url: URL): boolean {
  const host = hostOf(url);
  return (
    /^(?:player|embed|platform|geo)\./.test(host) ||
    /^\/(?:embed|e|v|plugins|videos\/embed|video_ext\.php|moogaloop\.swf|swf)(?:\/|$)/i.test(url.pathname) ||
    /\/embed\/?$/i.test(url.pathname) ||
    (host === 'clips.twitch.tv' && url.searchParams.has('clip'))
  );
}

/**
 * The page of a post by its bare id, where markup names the platform beside it. Null where it is no id of such a post:
 * account names and the numbers of publishers' own systems stand in the same places.
 */
export function urlOfBareId(provider: string, id: string): string | null {
  for (const { names, shape, url } of bareIds) {
    if (names.test(provider) && shape.test(id)) return url(id);
  }
  return null;
}

/** `twitter-1072…`, `youtube-video-ID`, `youtube://ID`: an id that says itself whose it is. Null for any other value. */
export function urlOfNamedId(value: string): string | null {
  const named = namedId.exec(value);
  if (named === null) return null;
  const [, provider = '', id = ''] = named;
  return /^\d{1,9}$/.test(id) && /tw/i.test(provider) ? null : urlOfBareId(provider, id);
}

const namedId =
  /^(twitter|tweet|youtube|instagram|vimeo|dailymotion|tiktok|streamable)(?:-(?:video|tweet|post|embed))?(?::\/\/|[-_:/])([\w-]{4,40})$/i;

interface BareId {
  names: RegExp;
  shape: RegExp;
  url(id: string): string;
}

const bareIds: readonly BareId[] = [
  {
    names: /youtube|ytplayer|lazyyt|\byt\b|invidious/i,
    shape: /^(?!\d+$)(?=.*[A-Z0-9_-])[\w-]{11}$/,
    url: (id) => `https://www.youtube.com/watch?v=${id}`,
  },
  { names: /vimeo/i, shape: /^\d{5,12}(?:\/[0-9a-f]{8,12})?$/, url: (id) => `https://vimeo.com/${id}` },
  {
    names: /dailymotion|dmplayer/i,
    shape: /^[xk][0-9A-Za-z]{4,24}$/,
    url: (id) => `https://www.dailymotion.com/video/${id}`,
  },
  // Where it says tweet, an id may be as short as those of the first days.
  { names: /tweet/i, shape: /^\d{2,19}$/, url: (id) => `https://x.com/i/status/${id}` },
  { names: /twitter/i, shape: /^\d{10,19}$/, url: (id) => `https://x.com/i/status/${id}` },
  { names: /tiktok/i, shape: /^\d{15,20}$/, url: (id) => `https://www.tiktok.com/@i/video/${id}` },
  // Account names have no capitals, ids nearly always do.
  {
    names: /instagram/i,
    shape: /^(?=.*[A-Z])[\w-]{9,12}$/,
    url: (id) => `https://www.instagram.com/p/${id}/`,
  },
  { names: /telegram/i, shape: /^[A-Za-z]\w{3,31}\/\d{1,12}$/, url: (id) => `https://t.me/${id}` },
  {
    names: /twitch/i,
    shape: /^(?:[A-Z][a-z0-9]{1,20}){3,6}(?:-[\w-]{16})?$/,
    url: (id) => `https://clips.twitch.tv/${id}`,
  },
  {
    names: /twitch/i,
    shape: /^v?\d{6,12}$/,
    url: (id) => `https://www.twitch.tv/videos/${id.replace('v', '')}`,
  },
  { names: /streamable/i, shape: /^(?=.*\d)[a-z0-9]{5,8}$/, url: (id) => `https://streamable.com/${id}` },
];
