import { z } from 'zod';
import type { Verdict } from '#domain/capture.ts';
import type { Look } from '#domain/look.ts';
import { type Absence, absences, type Obstacle, obstacles } from '#domain/post.ts';
import { recordSchema } from '#domain/record.ts';
import type { Platform, Resolution, View } from '#platforms/platform.ts';

const answerSchema = z.object({
  record: recordSchema.nullable().default(null),
  absence: z.enum(absences).nullable().default(null),
  obstacle: z.enum(obstacles).nullable().default(null),
  retryAfterMs: z.number().nullable().default(null),
});

/**
 * A platform of one site: `/api/<id>` answers with a record, an absence or an obstacle, `/view/<n>/<id>` are its pages,
 * `/short/<id>` its short links. Posts are `test:<id>` and `test:short:<id>`; of `test:copy-<id>` only the
 * site can tell whose it is, where its short links are.
 */
export function createTestPlatform(
  siteUrl: string,
  options: { views: number; wholePage?: boolean },
): Platform {
  const idOf = (postId: string) => postId.slice(postId.lastIndexOf(':') + 1);
  return {
    name: 'test',
    title: 'Test',
    identify: ({ pathname, href }) =>
      pathname.startsWith('/posts/copy-')
        ? {
            platform: 'test',
            kind: 'post',
            postId: `test:${idOfPath(pathname)}`,
            canonicalUrl: href,
            certain: false,
          }
        : null,
    canonicalUrl: (postId) => `${siteUrl}/posts/${idOf(postId)}`,
    isProvisional: (postId) => postId.startsWith('test:short:'),
    async resolve(postId, fetch, signal): Promise<Resolution> {
      const url = `${siteUrl}/short/${idOf(postId)}`;
      const answer = await fetch(url, { maxRedirects: 0 }, signal);
      const chain = [url];
      if (answer.status === 429) {
        return { kind: 'unknown', obstacle: 'rate-limited', detail: '429', retryAfterMs: 5_000 };
      }
      const location = answer.headers.location;
      if (location === undefined) {
        return { kind: 'dead', detail: `the short link answers ${answer.status}`, chain };
      }
      const found = `test:${location.slice(location.lastIndexOf('/') + 1)}`;
      return {
        kind: 'resolved',
        identity: { platform: 'test', kind: 'post', postId: found, canonicalUrl: location, certain: true },
        chain: [...chain, location],
      };
    },
    async look(target, fetch, signal): Promise<Look> {
      const url = `${siteUrl}/api/${idOf(target.postId)}`;
      const response = await fetch(url, {}, signal);
      const body = answerSchema.parse(JSON.parse(Buffer.from(response.body).toString()));
      const { receivedAt: takenAt, finalUrl, status, headers } = response;
      const says: 'live' | Absence | Obstacle = body.absence ?? body.obstacle ?? 'live';
      return {
        signals: [{ source: 'test/api', at: takenAt, url, httpStatus: status, says, detail: null }],
        conclusion: concludeFrom(body),
        raw: [
          {
            name: 'api',
            url,
            finalUrl,
            status,
            headers,
            mediaType: 'application/json',
            body: response.body,
            takenAt,
          },
        ],
      };
    },
    views: (target) =>
      Array.from({ length: options.views }, (_, index) =>
        viewOf(`${siteUrl}/view/${index + 1}/${idOf(target.postId)}`, options.wholePage ?? false),
      ),
  };
}

const idOfPath = (path: string) => path.slice(path.lastIndexOf('/') + 1);

function concludeFrom({ record, absence, obstacle, retryAfterMs }: z.infer<typeof answerSchema>) {
  if (obstacle !== null) {
    return { kind: 'unknown', obstacle, detail: `the site says ${obstacle}`, retryAfterMs } as const;
  }
  if (absence !== null) {
    return { kind: 'absent', absence, record } as const;
  }
  return { kind: 'live', record: recordSchema.parse(record) } as const;
}

function viewOf(url: string, wholePage: boolean): View {
  return {
    url,
    postSelector: wholePage ? null : '#post',
    settledSelectors: ['#post', '#wall'],
    viewport: { width: 600, height: 700 },
    async judge(page, { target }): Promise<Verdict> {
      if ((await page.locator('#wall').count()) > 0) {
        return { shows: 'wall', detail: 'asks to log in' };
      }
      const shown = await page.locator('#post').getAttribute('data-id');
      return shown === target.postId
        ? { shows: 'expected', detail: shown }
        : { shows: 'wrong-post', detail: `shows ${shown}` };
    },
  };
}
