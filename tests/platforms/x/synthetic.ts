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

type Said = [status: number, body: string | object, headers?: Record<string, string>];

/** The two sources, each with its answer; any other request fails the test. */
export function sources(syndication: Said, oembedSays: Said): Fetch {
  return async (url) => {
    const { hostname } = new URL(url);
    if (hostname === 'cdn.syndication.twimg.com') return answer(url, ...syndication);
    if (hostname === 'publish.twitter.com') return answer(url, ...oembedSays);
    throw new Error(`no answer was prepared for ${url}`);
  };
}
