import type { Fetch } from '#domain/fetch.ts';

const cookieName = 'tt_chain_token';

export interface WatchedFetch {
  fetch: Fetch;
  /** What TikTok's servers of media ask for: its own page as the referrer, and the cookie that the page set. */
  mediaHeaders(): Record<string, string>;
}

/** The addresses of media are made for the cookie that came with them, so it must be that of the very same answer. */
export function watchCookie(fetch: Fetch): WatchedFetch {
  let cookie: string | null = null;
  return {
    async fetch(url, request, signal) {
      const response = await fetch(url, request, signal);
      const pairs = (response.setCookies ?? []).map((line) => line.split(';')[0]?.trim() ?? '');
      cookie = pairs.find((pair) => pair.startsWith(`${cookieName}=`)) ?? cookie;
      return response;
    },
    mediaHeaders: () => ({
      referer: 'https://www.tiktok.com/',
      ...(cookie === null ? {} : { cookie }),
    }),
  };
}
