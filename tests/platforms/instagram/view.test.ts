import { describe, expect, it } from 'vitest';
import { reading, views } from '#platforms/instagram/view.ts';
import { type EmbedSight, judgeEmbed } from '#platforms/seeing/embed-sight.ts';
import { CODE, target } from './synthetic.ts';

const page = { absence: null, login: false, pageText: 'ada.writes', htmlStart: '<html>' };

function sight(permalink: string): EmbedSight {
  const post = { text: 'ada.writes Snow', words: 'Snow', author: 'ada.writes', permalinks: [permalink] };
  return { ...page, post: { ...post, hasPicture: true } };
}

describe('where a post of Instagram is seen', () => {
  it('is the embed page, also of reels', () => {
    expect(views(target).map(({ url }) => url)).toEqual([
      `https://www.instagram.com/p/${CODE}/embed/captioned/`,
    ]);
    expect(views({ postId: 'instagram:share:BARSSL4rTu', canonicalUrl: '' })).toEqual([]);
  });

  it.each<[string, EmbedSight, string]>([
    ['the post', sight(`https://www.instagram.com/reel/${CODE}/?utm_source=ig_embed`), 'expected'],
    ['another post', sight('https://www.instagram.com/p/CPeC-Eenc8l/'), 'wrong-post'],
    ['the box of a broken embed', { ...page, post: null, absence: 'The link may be broken' }, 'absence'],
    ['a log-in form', { ...page, post: null, login: true }, 'wall'],
  ])('is judged: %s', (_, seen, shows) => {
    expect(judgeEmbed(seen, reading, { target, record: null }).shows).toBe(shows);
  });
});
