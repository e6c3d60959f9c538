import { describe, expect, it } from 'vitest';
import { serverOf } from '#platforms/mastodon/look.ts';
import { readRecord } from '#platforms/mastodon/record.ts';
import { reading, views } from '#platforms/mastodon/view.ts';
import { type EmbedSight, judgeEmbed } from '#platforms/seeing/embed-sight.ts';
import { ID, status, target } from './synthetic.ts';

const answer = readRecord(status(), serverOf('social.example.org'));
const record = answer.kind === 'record' ? answer.record : null;
const page = { absence: null, login: false, pageText: 'Ada', htmlStart: '<html>' };

function sight(changes: Partial<NonNullable<EmbedSight['post']>>): EmbedSight {
  const post = {
    text: 'Ada @ada@social.example.org Snow & light',
    words: 'Snow & light',
    author: 'Ada @ada@social.example.org',
    permalinks: [`https://social.example.org/@ada/${ID}`],
    hasPicture: false,
  };
  return { ...page, post: { ...post, ...changes } };
}

describe('where a post of Mastodon is seen', () => {
  it('is the embed page where the author’s name is known, then its own', () => {
    expect(views(target, record).map(({ url }) => url)).toEqual([
      `https://social.example.org/@ada/${ID}/embed`,
      target.canonicalUrl,
    ]);
    expect(views(target).map(({ url }) => url)).toEqual([target.canonicalUrl]);
  });

  it.each<[string, EmbedSight, string]>([
    ['the post', sight({}), 'expected'],
    ['other words', sight({ words: 'Rain', text: 'Ada Rain' }), 'wrong-post'],
    ['another author', sight({ author: 'Bob @bob', text: 'Bob' }), 'wrong-post'],
    ['an absence', { ...page, post: null, absence: 'Not found' }, 'absence'],
    ['a log-in form', { ...page, post: null, login: true }, 'wall'],
  ])('is judged: %s', (_, seen, shows) => {
    expect(judgeEmbed(seen, reading, { target, record }).shows).toBe(shows);
  });
});
