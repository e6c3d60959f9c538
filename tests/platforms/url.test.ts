import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWithin, normaliseUrl, parseHttpUrl, unwrapUrl } from '#domain/url.ts';
import { identify, platformFor } from '#platforms/registry.ts';

describe('one spelling for one page', () => {
  it.each([
    ['HTTPS://Example.ORG:443/A?b=1#c', 'https://example.org/A?b=1'],
    ['https://example.org./a', 'https://example.org/a'],
    ['http://example.org:80/?utm_source=x&UTM_medium=y', 'http://example.org/'],
    ['https://example.org/?b=2&fbclid=z&a=1', 'https://example.org/?b=2&a=1'],
    ['https://example.org/?q=a%20b+c&x', 'https://example.org/?q=a%20b+c&x'],
    ['https://u:p@example.org/a/', 'https://example.org/a/'],
    ['https://example.org/#!/page', 'https://example.org/#!/page'],
    ['https://example.org/#/page', 'https://example.org/#/page'],
  ])('%s', (given, expected) => {
    expect(normaliseUrl(new URL(given))).toBe(expected);
  });

  it('does not change what is normalised already', () => {
    fc.assert(
      fc.property(fc.webUrl({ withFragments: true, withQueryParameters: true }), (text) => {
        const once = normaliseUrl(new URL(text));
        expect(normaliseUrl(new URL(once))).toBe(once);
      }),
    );
  });

  it('compares hosts by label', () => {
    expect(isWithin('netflix.com', 'x.com')).toBe(false);
    expect(isWithin('a.x.com', 'x.com')).toBe(true);
  });

  it('unwraps wrappers of wrappers, and ends', () => {
    const twice = 'https://web.archive.org/web/2020/https://web.archive.org/web/2019/https://example.org/a';
    expect(unwrapUrl(new URL(twice))?.href).toBe('https://example.org/a');
    const many = `${'https://web.archive.org/web/2020/'.repeat(50)}https://example.org/`;
    expect(unwrapUrl(new URL(many))).not.toBeNull();
    expect(unwrapUrl(new URL('https://web.archive.org/'))).toBeNull();
  });

  it('takes only http(s) of a sane length', () => {
    expect(parseHttpUrl('javascript:alert(1)')).toBeNull();
    expect(parseHttpUrl(`https://example.org/${'a'.repeat(9000)}`)).toBeNull();
    expect(parseHttpUrl('//example.org/a', 'https://b.org/')?.href).toBe('https://example.org/a');
  });
});

describe('identity', () => {
  it('is the same by the canonical URL, whatever the URL', () => {
    const path = fc.oneof(
      fc.webUrl(),
      fc.bigInt({ min: 1n, max: 2n ** 63n }).map((id) => `https://twitter.com/a/status/${id}`),
    );
    fc.assert(
      fc.property(path, (text) => {
        const { postId, canonicalUrl } = identify(new URL(text));
        if (postId === null || canonicalUrl === null) return;
        expect(identify(new URL(canonicalUrl)).postId).toBe(postId);
        expect(platformFor(postId).name).toBe(postId.slice(0, postId.indexOf(':')));
      }),
    );
  });
});
