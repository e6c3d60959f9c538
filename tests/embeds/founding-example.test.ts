import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findEmbeds } from '#embeds/find-embeds.ts';
import { haveRecordings, recordedBytes } from '../platforms/recordings.ts';

const expected = {
  embeds: [
    {
      position: 0,
      form: 'text',
      platform: 'x',
      foundUrl: 'https://pic.twitter.com/0PbFPhQz2l',
      postId: 'x:short:0PbFPhQz2l',
      canonicalUrl: 'https://t.co/0PbFPhQz2l',
      quotation: {
        text: 'footages shows that our forces had liberated the city center of #Hajin and the big mosque.\nit was filmed by #SDF press center in Hajin',
        authorName: 'Mustafa Bali',
        authorHandle: 'mustefa2bali',
        date: '2018-12-12',
      },
      confidence: expect.closeTo(0.9),
    },
  ],
  others: [],
};

describe('the founding example', () => {
  it('examples/hajin.txt', () => {
    const body = readFileSync(new URL('../../examples/hajin.txt', import.meta.url));
    expect(findEmbeds({ body, mediaType: 'text/plain; charset=utf-8', baseUrl: null })).toEqual(expected);
    expect(findEmbeds({ body, mediaType: null, baseUrl: null })).toEqual(expected);
  });

  it.skipIf(!haveRecordings)('the article itself', () => {
    const body = recordedBytes('articles/founding-example.txt');
    expect(findEmbeds({ body, mediaType: null, baseUrl: null })).toEqual(expected);
  });
});
