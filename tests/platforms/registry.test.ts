import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Fetch } from '#domain/fetch.ts';
import { identify, platformFor, platforms } from '#platforms/registry.ts';
import { resolvePost } from '#platforms/resolve-post.ts';
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

  it('is read, and an article searched, without the looks and the schemas, which take longer to load than to find', () => {
    const script = `
      import { registerHooks } from 'node:module';
      const loaded = [];
      registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
      await import('#embeds/find-embeds.ts');
      console.log(loaded.join('\\n'));`;
    const root = new URL('../../', import.meta.url);
    const loaded = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: root,
    }).toString();
    expect(loaded).toMatch(/platforms\/x\/urls\.ts/);
    expect(loaded.split('\n').filter((url) => /\/(?:look|schemas|record)\.ts|\/zod\//.test(url))).toEqual([]);
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

  it('follows it on through another platform’s short link', async () => {
    const lead: Record<string, string> = {
      'https://t.co/Abcdefgh12': 'https://vm.tiktok.com/ZMabcdef/',
      'https://vm.tiktok.com/ZMabcdef/': 'https://www.tiktok.com/@a/video/7123456789012345678',
    };
    const fetch: Fetch = async (url) => answer(url, 301, '', { location: lead[url] ?? '' });
    expect(await resolvePost('x:short:Abcdefgh12', fetch, never)).toMatchObject({
      kind: 'resolved',
      identity: { postId: 'tiktok:7123456789012345678' },
      chain: [...Object.keys(lead), 'https://www.tiktok.com/@a/video/7123456789012345678'],
    });
  });

  const found = 'https://blog.example/@name/110446183735368325';
  it.each([
    ['a site that is no server: its page', 404, { kind: 'resolved', identity: { canonicalUrl: found } }],
    ['a host that is down: nothing is known', 503, { kind: 'unknown', obstacle: 'unreachable' }],
  ])('asks a host that may be anybody’s: %s', async (_, status, expected) => {
    const fetch: Fetch = async (url) => answer(url, status, '');
    const { postId } = identify(new URL(found));
    expect(await resolvePost(postId ?? '', fetch, never, found)).toMatchObject(expected);
    // Another address that was found with the post is not its page.
    const other = await resolvePost(postId ?? '', fetch, never, 'https://t.co/Abcdefgh12');
    if (other.kind === 'resolved') expect(other.identity.canonicalUrl).toContain('https://blog.example/');
  });
});
