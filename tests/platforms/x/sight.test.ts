import { describe, expect, it } from 'vitest';
import { readRecord } from '#platforms/x/record.ts';
import { judgeSight, type Sight } from '#platforms/x/sight.ts';
import { STATUS_ID, target, tweet } from './synthetic.ts';

const reading = readRecord(tweet());
const record = reading.kind === 'record' ? reading.record : null;
const expected = { target, record };

function sight(post: Partial<NonNullable<Sight['post']>> | null, changes: Partial<Sight> = {}): Sight {
  const link = `https://x.com/ada_writes/status/${STATUS_ID}?ref_src=twsrc`;
  const whole = {
    text: 'Ada @ada_writes Snow & light',
    words: 'Snow & light',
    permalinks: [link],
    links: [link],
  };
  const pageText = 'Ada';
  const none = { notFound: false, login: false, pageText, htmlStart: '<html>' };
  return { post: post === null ? null : { ...whole, ...post }, ...none, ...changes };
}

describe('what X’s embed page shows', () => {
  it.each<[string, Sight, string]>([
    ['the post', sight({}), 'expected'],
    ['the post, its emoji as pictures', sight({ words: 'Snow&light' }), 'expected'],
    ['the post without a link, known by author and words', sight({ permalinks: [], links: [] }), 'expected'],
    ['another post', sight({ permalinks: ['https://x.com/ada_writes/status/21'] }), 'wrong-post'],
    [
      'a post that quotes it',
      sight({ permalinks: ['https://x.com/b/status/22', 'https://x.com/a/status/1072857000000000001'] }),
      'wrong-post',
    ],
    [
      'another author',
      sight({ text: 'Bob @bob Snow', links: [], permalinks: [`https://x.com/bob/status/${STATUS_ID}`] }),
      'wrong-post',
    ],
    ['a handle that only begins alike', sight({ text: '@ada_writes2', links: [] }), 'wrong-post'],
    ['other words', sight({ words: 'Something else' }), 'wrong-post'],
    ['the box of a post that is gone', sight(null, { pageText: 'Not found' }), 'absence'],
    ['the box, by its mark', sight(null, { notFound: true, pageText: 'x' }), 'absence'],
    ['a log-in form', sight(null, { login: true }), 'wall'],
    ['an error', sight(null, { pageText: 'Something went wrong. Try reloading.' }), 'wall'],
    ['a challenge', sight(null, { htmlStart: '<title>Just a moment...</title>' }), 'challenge'],
    ['nothing', sight(null, { pageText: '' }), 'blank'],
    [
      'a long page with the words not found in it',
      sight(null, { pageText: `Not found ${'text '.repeat(40)}` }),
      'blank',
    ],
  ])('%s', (_, seen, shows) => {
    expect(judgeSight(seen, expected).shows).toBe(shows);
  });

  it('without a record, is judged by its id, and not at all where it names none', () => {
    expect(judgeSight(sight({}), { target, record: null }).shows).toBe('expected');
    expect(judgeSight(sight({ permalinks: [], links: [] }), { target, record: null }).shows).toBe(
      'unchecked',
    );
  });
});
