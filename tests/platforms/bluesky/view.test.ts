import { describe, expect, it } from 'vitest';
import type { Verdict } from '#domain/capture.ts';
import { reading } from '#platforms/bluesky/view.ts';
import { type EmbedSight, judgeEmbed } from '#platforms/seeing/embed-sight.ts';
import { DID, RKEY, target } from './synthetic.ts';

const link = `https://bsky.app/profile/${DID}/post/${RKEY}?ref_src=embed`;
const page = { login: false, pageText: 'Ada', htmlStart: '<html>' };

function sight(permalinks: string[]): EmbedSight {
  const post = { text: 'Ada @ada.example.org Snow', words: 'Snow', author: '@ada.example.org', permalinks };
  return { ...page, absence: null, post: { ...post, hasPicture: false } };
}

describe('what Bluesky’s embed page shows', () => {
  it.each<[string, EmbedSight, Verdict['shows']]>([
    ['the post', sight([link]), 'expected'],
    ['another post', sight([link.replace(RKEY, '3kahesw26il2z')]), 'wrong-post'],
    [
      'the box of a post that is gone',
      { ...page, post: null, absence: 'Post not found, it may have been deleted.' },
      'absence',
    ],
    ['nothing yet', { ...page, post: null, absence: null, pageText: '' }, 'blank'],
  ])('%s', (_, seen, shows) => {
    expect(judgeEmbed(seen, reading, { target, record: null }).shows).toBe(shows);
  });
});
