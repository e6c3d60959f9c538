import { web } from '#platforms/web/index.ts';
import { identify } from '#platforms/web/urls.ts';
import { always, platformContract } from '../../contracts/platform.ts';

const { postId, canonicalUrl } = identify(new URL('https://example.org/a?x=1'));

platformContract(web, {
  urls: [
    ['https://example.org/a?x=1', postId],
    ['https://EXAMPLE.org:443/a?x=1#top', postId],
    ['https://example.org/a?utm_source=z&x=1&fbclid=2', postId],
    ['https://user:secret@example.org/a?x=1', postId],
    ['ftp://example.org/a', null],
    ['javascript:alert(1)', null],
  ],
  foreign: [],
  canonicalUrls: 'carried',
  provisional: null,
  target: { postId: postId ?? '', canonicalUrl: canonicalUrl ?? '' },
  alive: always(200, '<!doctype html><title>A page</title><p>With some words.</p>'),
});
