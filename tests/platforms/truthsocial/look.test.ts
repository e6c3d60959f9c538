import { describe, expect, it } from 'vitest';
import { type EmbedSight, judgeEmbed } from '#platforms/seeing/embed-sight.ts';
import { truthsocial } from '#platforms/truthsocial/index.ts';
import { reading, views } from '#platforms/truthsocial/view.ts';
import { always } from '../../contracts/platform.ts';
import { ID, status, target } from './synthetic.ts';

const never = new AbortController().signal;

async function conclude(httpStatus: number, body: string | object) {
  const { conclusion } = await truthsocial.look(target, always(httpStatus, body), never);
  return conclusion;
}

describe('what Truth Social says of a post', () => {
  it('is its words, its author and the time of its id', async () => {
    expect(await conclude(200, status())).toMatchObject({
      kind: 'live',
      record: {
        text: 'Snow & light',
        author: { handle: 'ada', name: 'Ada' },
        publishedAt: '2022-08-07T01:30:27.000Z',
        idTime: '2022-08-07T01:30:27.755Z',
        labels: [],
      },
    });
  });

  it.each<[string, number, string | object, object]>([
    ['404', 404, { error: 'Record not found' }, { kind: 'absent', absence: 'not-found' }],
    ['410', 410, { error: 'Gone' }, { kind: 'absent', absence: 'account-gone' }],
    [
      '401',
      401,
      { error: 'This API requires an authenticated user' },
      { kind: 'absent', absence: 'login-gated' },
    ],
    ['404 of the defence', 404, '<h1>Not found</h1>', { kind: 'unknown', obstacle: 'unreadable' }],
    [
      'a challenge',
      403,
      '<title>Just a moment...</title><script>window._cf_chl_opt={}</script>',
      { kind: 'unknown', obstacle: 'challenged' },
    ],
    ['a changed answer', 200, status({ content: null }), { kind: 'unknown', obstacle: 'unreadable' }],
    ['another post', 200, status({ id: '108618228543962049' }), { kind: 'unknown', obstacle: 'unreadable' }],
  ])('is %s', async (_, httpStatus, body, expected) => {
    expect(await conclude(httpStatus, body)).toMatchObject(expected);
  });
});

describe('where a post of Truth Social is seen', () => {
  it('is the embed page where the author’s name is known, then its own', async () => {
    const conclusion = await conclude(200, status());
    const record = conclusion.kind === 'live' ? conclusion.record : null;
    expect(views(target, record).map(({ url }) => url)).toEqual([
      `https://truthsocial.com/@ada/${ID}/embed`,
      target.canonicalUrl,
    ]);
  });

  it.each<[string, string, string]>([
    ['the post', `https://truthsocial.com/@ada/posts/${ID}`, 'expected'],
    ['another post', 'https://truthsocial.com/@ada/posts/108618228543962049', 'wrong-post'],
  ])('is judged: %s', (_, permalink, shows) => {
    const post = { text: 'Snow', words: 'Snow', author: '@ada', permalinks: [permalink], hasPicture: false };
    const sight: EmbedSight = { post, absence: null, login: false, pageText: 'Snow', htmlStart: '' };
    expect(judgeEmbed(sight, reading, { target, record: null }).shows).toBe(shows);
  });
});
