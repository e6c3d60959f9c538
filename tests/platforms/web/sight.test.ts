import { describe, expect, it } from 'vitest';
import { judgeSight, type Sight } from '#platforms/web/sight.ts';

const target = { postId: 'web:0', canonicalUrl: 'https://example.org/a' };
const page: Sight = {
  url: 'https://example.org/a',
  title: 'A page',
  text: 'Some words that a reader came for.',
  htmlStart: '<html>',
  hasContent: true,
  hasPassword: false,
  consentShare: 0,
};

describe('what a web page shows', () => {
  it.each<[string, Partial<Sight>, string]>([
    ['the page', {}, 'expected'],
    ['only a picture', { text: '' }, 'expected'],
    ['a banner at its foot', { consentShare: 0.2 }, 'expected'],
    ['a dialogue over all of it', { consentShare: 0.8 }, 'consent'],
    ['nothing', { text: ' ', hasContent: false }, 'blank'],
    ['no page', { url: 'about:blank' }, 'blank'],
    ['a challenge', { title: 'Just a moment...' }, 'challenge'],
    ['a log-in page', { url: 'https://example.org/login?next=a', hasPassword: true }, 'wall'],
    ['the front page', { url: 'https://example.org/' }, 'wrong-post'],
    ['a page with a log-in box', { hasPassword: true }, 'expected'],
  ])('%s', (_, seen, shows) => {
    expect(judgeSight({ ...page, ...seen }, target).shows).toBe(shows);
  });
});
