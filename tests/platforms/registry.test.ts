import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Fetch } from '#domain/fetch.ts';
import { identify, platformFor, platforms, resolvePost } from '#platforms/registry.ts';
import { answer } from '../contracts/platform.ts';

const folder = new URL('../../src/platforms/', import.meta.url);
const sameInEach = ['index.ts', 'look.ts', 'readme.md', 'record.ts', 'schemas.ts', 'urls.ts', 'view.ts'];
/** What several platforms need, by the stage of a look that it is for. */
const stages = new Set(['asking', 'reading', 'seeing']);
const never = new AbortController().signal;

describe('the registry of platforms', () => {
  const folders = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !stages.has(entry.name))
    .map(({ name }) => name);

  it('lists every folder once, and the web last', () => {
    expect(platforms.map(({ name }) => name).toSorted()).toEqual(folders.toSorted());
    expect(platforms.at(-1)?.name).toBe('web');
  });

  it.each(folders)('%s has the same files as the others', (name) => {
    const files = readdirSync(new URL(`${name}/`, folder));
    expect(files).toEqual(expect.arrayContaining(sameInEach));
  });

  it('gives any URL an identity', () => {
    const kinds = ['https://x.com/a/status/20', 'https://example.org/', 'mailto:a@example.org'].map(
      (url) => identify(new URL(url)).platform,
    );
    expect(kinds).toEqual(['x', 'web', 'web']);
  });

  it('looks through an archive’s wrapper to a post, but leaves a snapshot of a page what it is', () => {
    const post = identify(new URL('https://web.archive.org/web/2018/https://twitter.com/a/status/20'));
    expect(post.postId).toBe('x:20');
    const page = identify(new URL('https://web.archive.org/web/2018/https://example.org/a'));
    expect(page.canonicalUrl).toBe('https://web.archive.org/web/2018/https://example.org/a');
  });

  it('finds the platform of an id, also of one that is a hash of words', () => {
    expect(platformFor('x:20').name).toBe('x');
    expect(platformFor('web:0123456789abcdef0123456789abcdef').name).toBe('web');
    expect(platformFor('quotation:0123').isProvisional('quotation:0123')).toBe(true);
    expect(() => platformFor('nowhere:1')).toThrow(/nowhere:1/);
  });

  it('follows a short link that leaves its platform to the page that it leads to', async () => {
    const fetch: Fetch = async (url) =>
      answer(url, 301, '', { location: 'https://example.org/a?utm_source=x' });
    const resolution = await resolvePost('x:short:Abcdefgh12', fetch, never);
    expect(resolution).toMatchObject({
      kind: 'resolved',
      identity: { platform: 'web', canonicalUrl: 'https://example.org/a' },
      chain: ['https://t.co/Abcdefgh12', 'https://example.org/a?utm_source=x'],
    });
  });
});
