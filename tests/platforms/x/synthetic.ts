import type { Fetch } from '#domain/fetch.ts';
import { answer } from '../../contracts/platform.ts';

/** Answers of our own making, in the shape of X's. */

export const STATUS_ID = '1072857000000000001';
export const target = { postId: `x:${STATUS_ID}`, canonicalUrl: `https://x.com/i/status/${STATUS_ID}` };

export function tweet(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    __typename: 'Tweet',
    id_str: STATUS_ID,
    text: 'Snow &amp; light https://t.co/Link000001 https://t.co/Media00001',
    created_at: '2018-12-12T14:06:21.000Z',
    lang: 'en',
    display_text_range: [0, 40],
    entities: {
      urls: [{ url: 'https://t.co/Link000001', expanded_url: 'https://example.org/a', indices: [17, 40] }],
      media: [
        {
          url: 'https://t.co/Media00001',
          expanded_url: 'https://x.com/ada/status/1/photo/1',
          indices: [41, 64],
        },
      ],
    },
    user: { id_str: '7', name: 'Ada', screen_name: 'ada_writes' },
    favorite_count: 3,
    conversation_count: 1,
    ...changes,
  };
}

export function tombstone(text: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { __typename: 'TweetTombstone', tombstone: { text: { text, entities: [], ...more } } };
}

export const oembed = {
  url: `https://twitter.com/ada_writes/status/${STATUS_ID}`,
  author_name: 'Ada',
  author_url: 'https://twitter.com/ada_writes',
  html: '<blockquote class="twitter-tweet"></blockquote>',
};

/** The same post as GraphQL tells it, in its newer shape; `legacy` is changed by field. */
export function graphqlPost(
  legacy: Record<string, unknown> = {},
  changes: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    __typename: 'Tweet',
    rest_id: STATUS_ID,
    core: {
      user_results: {
        result: {
          __typename: 'User',
          rest_id: '7',
          core: { name: 'Ada', screen_name: 'ada_writes' },
          avatar: { image_url: 'https://pbs.twimg.com/profile_images/7/a_normal.jpg' },
          legacy: {},
        },
      },
    },
    edit_control: { edit_tweet_ids: [STATUS_ID] },
    views: { count: '4186', state: 'EnabledWithCount' },
    legacy: {
      id_str: STATUS_ID,
      created_at: 'Wed Dec 12 14:06:21 +0000 2018',
      lang: 'en',
      full_text: 'Snow &amp; light https://t.co/Link000001',
      display_text_range: [0, 40],
      entities: { urls: [{ url: 'https://t.co/Link000001', expanded_url: 'https://example.org/a' }] },
      favorite_count: 3,
      reply_count: 1,
      retweet_count: 2,
      quote_count: 4,
      bookmark_count: 5,
      ...legacy,
    },
    ...changes,
  };
}

export function graphql(result: unknown): Record<string, unknown> {
  return { data: { tweetResult: result === undefined ? {} : { result } } };
}

export function preview(changes: Record<string, string> = {}): string {
  const tags = {
    'og:url': `https://x.com/ada_writes/status/${STATUS_ID}`,
    'og:title': 'Ada (@ada_writes) on X',
    'og:description': 'Snow &amp; light',
    'og:image': 'https://pbs.twimg.com/profile_images/7/a_200x200.jpg',
    ...changes,
  };
  const metas = Object.entries(tags).map(
    ([name, content]) => `<meta content="${content}" property="${name}" />`,
  );
  return `<!DOCTYPE html><html><head>${metas.join('')}</head><body><div id="react-root"></div></body></html>`;
}

export const shell =
  '<!DOCTYPE html><html><head><title>X</title></head><body><div id="react-root"></div></body></html>';

export type Said = [status: number, body: string | object, headers?: Record<string, string>];

/** What is asked only where syndication and oEmbed leave something open. */
export interface Further {
  guest?: Said;
  graphql?: Said;
  page?: Said;
}

/** Neither GraphQL nor the page helps. */
export const unhelpful: Further = { guest: [403, ''], page: [200, shell] };

/** Each source with its answer; any other request fails the test. */
export function sources(syndication: Said, oembedSays: Said, further: Further = {}): Fetch {
  const guest = further.guest ?? (further.graphql && [200, { guest_token: '1972857000000000009' }]);
  return async (url, request) => {
    const { hostname, pathname } = new URL(url);
    const said = () => {
      if (hostname === 'cdn.syndication.twimg.com') return syndication;
      if (hostname === 'publish.twitter.com') return oembedSays;
      if (hostname === 'x.com') return further.page;
      if (hostname !== 'api.x.com') return undefined;
      if (pathname === '/1.1/guest/activate.json') return request?.method === 'POST' ? guest : undefined;
      return request?.headers?.['x-guest-token'] === undefined ? undefined : further.graphql;
    };
    const prepared = said();
    if (prepared === undefined) throw new Error(`no answer was prepared for ${url}`);
    return answer(url, ...prepared);
  };
}
