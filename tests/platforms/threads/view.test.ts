import { describe, expect, it } from 'vitest';
import { type EmbedSight, judgeEmbed } from '#platforms/seeing/embed-sight.ts';
import { threads } from '#platforms/threads/index.ts';
import { reading, views } from '#platforms/threads/view.ts';
import { haveRecordings } from '../recordings.ts';
import { judgeUrlVectors } from '../vectors.ts';
import { CODE, target } from './synthetic.ts';

const page = { absence: null, login: false, pageText: 'ada', htmlStart: '<html>' };

function sight(permalink: string): EmbedSight {
  const post = { text: 'ada Snow', words: 'Snow', author: 'ada', permalinks: [permalink], hasPicture: false };
  return { ...page, post };
}

describe('where a post of Threads is seen', () => {
  it('is the embed page', () => {
    expect(views(target).map(({ url }) => url)).toEqual([`https://www.threads.com/t/${CODE}/embed`]);
  });

  it.each<[string, EmbedSight, string]>([
    ['the post', sight(`https://www.threads.com/@ada/post/${CODE}`), 'expected'],
    ['another post', sight('https://www.threads.com/@ada/post/C-aaaaaaaaa'), 'wrong-post'],
    ['an absence', { ...page, post: null, absence: 'Thread not available' }, 'absence'],
    ['a log-in form', { ...page, post: null, login: true }, 'wall'],
  ])('is judged: %s', (_, seen, shows) => {
    expect(judgeEmbed(seen, reading, { target, record: null }).shows).toBe(shows);
  });
});

describe.skipIf(!haveRecordings)('Threads against the vectors; no answer was recorded', () => {
  it('leaves the URLs of others to them', () => {
    expect(judgeUrlVectors(threads).wrong).toEqual([]);
  });
});
