import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderCard } from '#card/render-card.ts';
import { type Fetch, type FetchResponse, UnreachableError } from '#domain/fetch.ts';
import { absences, obstacles, type PostId } from '#domain/post.ts';
import { recordSchema } from '#domain/record.ts';
import type { Platform, Target } from '#platforms/platform.ts';
import { captureWith, viewWith } from '../card/card-views.ts';
import { fuzzRuns } from '../security/fuzz-runs.ts';
import { marker } from '../security/hostile-values.ts';
import { mutatedFetch, mutations } from '../security/mutate.ts';

/** What a platform brings to the suite that every platform passes. */
export interface PlatformCases {
  /** Each URL with the id that it is known by; null where it is of the platform and no post. */
  urls: [url: string, postId: PostId | null][];
  /** URLs that only look like its own. Empty for `web`, which takes all. */
  foreign: string[];
  /** `computed` from the id, or `carried` beside it where ids are hashes. */
  canonicalUrls: 'computed' | 'carried';
  /** True where any host may be the platform: an answer confirms its ids, which are no other for it. */
  anyHost?: true;
  /** A provisional id, where the platform has them. */
  provisional: PostId | null;
  target: Target;
  /** Answers every request of a look at `target` as the platform does while the post is there. */
  alive: Fetch;
}

export function answer(
  url: string,
  status: number,
  body: string | object,
  headers: Record<string, string> = {},
): FetchResponse {
  const isText = typeof body === 'string';
  return {
    url,
    finalUrl: url,
    chain: [url],
    status,
    headers: { 'content-type': isText ? 'text/html; charset=utf-8' : 'application/json', ...headers },
    body: new TextEncoder().encode(isText ? body : JSON.stringify(body)),
    receivedAt: '2026-08-20T12:00:00.000Z',
  };
}

/** A fetch that gives every URL the same answer. */
export function always(
  status: number,
  body: string | object = '',
  headers: Record<string, string> = {},
): Fetch {
  return async (url) => answer(url, status, body, headers);
}

export function platformContract(platform: Platform, cases: PlatformCases): void {
  const never = new AbortController().signal;
  const look = (fetch: Fetch, signal: AbortSignal = never) => platform.look(cases.target, fetch, signal);

  describe(`${platform.name} keeps the contract of platforms`, () => {
    it.each(cases.urls)('knows %s', (url, postId) => {
      const identity = platform.identify(new URL(url));
      expect(identity).not.toBeNull();
      expect(identity?.platform).toBe(platform.name);
      expect(identity?.postId).toBe(postId);
      expect(identity?.canonicalUrl === null).toBe(postId === null);
    });

    it.each(cases.foreign)('leaves %s to others', (url) => {
      expect(platform.identify(new URL(url))).toBeNull();
    });

    it('gives a post the same id by its canonical URL', () => {
      for (const [url, postId] of cases.urls) {
        const identity = platform.identify(new URL(url));
        if (postId === null || !identity?.canonicalUrl) continue;
        expect(postId).not.toContain('/');
        expect(platform.identify(new URL(identity.canonicalUrl))?.postId).toBe(postId);
        if (cases.canonicalUrls === 'computed')
          expect(platform.canonicalUrl(postId)).toBe(identity.canonicalUrl);
        else expect(() => platform.canonicalUrl(postId)).toThrow();
        expect(platform.isProvisional(postId)).toBe(!identity.certain && cases.anyHost !== true);
      }
    });

    it('refuses the ids of others', () => {
      for (const id of ['other:1', `${platform.name}`, `${platform.name}:/`, '']) {
        expect(() => platform.canonicalUrl(id)).toThrow();
      }
    });

    it('reads a post that is there into a whole record, and keeps what was answered', async () => {
      const { conclusion, raw, signals } = await look(cases.alive);
      expect(conclusion.kind).toBe('live');
      if (conclusion.kind !== 'live') return;
      expect(recordSchema.parse(conclusion.record)).toEqual(conclusion.record);
      expect(conclusion.record).toMatchObject(cases.target);
      expect(raw.length).toBeGreaterThan(0);
      expect(new Set(raw.map(({ name }) => name)).size).toBe(raw.length);
      expect(signals.some(({ says }) => says === 'live')).toBe(true);
    });

    it.each([
      ['429', always(429, 'Rate limit exceeded', { 'retry-after': '120' }), 'rate-limited', 120_000],
      ['500', always(500, 'oops'), 'unreachable', null],
      ['503', always(503, '', { 'retry-after': '30' }), 'unreachable', 30_000],
      [
        'a challenge',
        always(403, '<title>Just a moment...</title>', { 'cf-mitigated': 'challenge' }),
        'challenged',
        null,
      ],
      ['403 without a word', always(403, '<p>no</p>'), 'walled', null],
    ] as const)('concludes nothing from %s', async (_, fetch, obstacle, retryAfterMs) => {
      const { conclusion, signals } = await look(fetch);
      expect(conclusion).toMatchObject({ kind: 'unknown', obstacle, retryAfterMs });
      expect(signals.every(({ says }) => !absences.some((absence) => absence === says))).toBe(true);
    });

    it('takes a host that does not answer for unreachable, not for an absence', async () => {
      const { conclusion, signals, raw } = await look(async () => {
        throw new UnreachableError('connection refused');
      });
      expect(conclusion).toMatchObject({ kind: 'unknown', obstacle: 'unreachable' });
      expect(signals.map(({ httpStatus }) => httpStatus)).toEqual(signals.map(() => null));
      expect(raw).toEqual([]);
    });

    it('throws on what is not the network’s doing: a refused address, an abort', async () => {
      const refused = Object.assign(new Error('private address'), { name: 'AddressRefusedError' });
      await expect(
        look(async () => {
          throw refused;
        }),
      ).rejects.toBe(refused);
      const stopped = AbortSignal.abort(new Error('stopped'));
      await expect(
        look(async (_url, _request, signal) => {
          signal?.throwIfAborted();
          return answer('https://example.com/', 200, '');
        }, stopped),
      ).rejects.toThrow('stopped');
    });

    it('names its obstacles as the domain does, and each signal its source', async () => {
      const { signals } = await look(always(429, ''));
      expect(signals.length).toBeGreaterThan(0);
      for (const signal of signals) {
        expect(signal.source.startsWith(`${platform.name}/`)).toBe(true);
        expect(obstacles).toContain(signal.says);
        expect(Number.isNaN(Date.parse(signal.at))).toBe(false);
      }
      expect(new Set(signals.map(({ source }) => source)).size).toBe(signals.length);
    });

    it('concludes something of whatever it is told, and no markup comes through to the card', {
      timeout: 10_000 + fuzzRuns * 100,
    }, async () => {
      await fc.assert(
        fc.asyncProperty(mutations, async (changes) => {
          const { conclusion, signals } = await look(mutatedFetch(cases.alive, changes));
          expect(['live', 'absent', 'unknown']).toContain(conclusion.kind);
          expect(signals.length).toBeGreaterThan(0);
          const record = conclusion.kind === 'unknown' ? null : conclusion.record;
          if (record !== null) {
            expect(recordSchema.parse(record)).toEqual(record);
            expect(record.postId).toBe(cases.target.postId);
            const card = renderCard(viewWith(captureWith({ record })));
            expect(card.toLowerCase()).not.toContain(marker);
            expect(card).not.toMatch(/(?:href|src)="(?:javascript|data:text|vbscript)/i);
          }
        }),
        { numRuns: fuzzRuns },
      );
    });

    it('says where the post is seen, by CSS alone', () => {
      const views = platform.views(cases.target);
      expect(views.length).toBeGreaterThan(0);
      for (const view of views) {
        expect(new URL(view.url).protocol).toMatch(/^https?:$/);
        expect(view.settledSelectors.length).toBeGreaterThan(0);
        for (const selector of view.settledSelectors)
          expect(selector).not.toMatch(/:has-text|:text|>>|xpath=/);
      }
    });

    it.skipIf(cases.provisional === null)(
      'does not call a provisional post dead for trouble on the way',
      async () => {
        const id = cases.provisional ?? '';
        expect(platform.isProvisional(id)).toBe(true);
        const limited = await platform.resolve(id, always(429, '', { 'retry-after': '7' }), never);
        expect(limited).toMatchObject({ kind: 'unknown', obstacle: 'rate-limited', retryAfterMs: 7000 });
        const broken = await platform.resolve(id, always(502), never);
        expect(broken).toMatchObject({ kind: 'unknown', obstacle: 'unreachable' });
        const gone = await platform.resolve(id, always(404), never);
        expect(gone.kind).toBe('dead');
      },
    );
  });
}
