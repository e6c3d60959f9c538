import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '#domain/clock.ts';
import { findEmbeds } from '#embeds/find-embeds.ts';
import { createLogger } from '#logger.ts';
import { identify } from '#platforms/registry.ts';
import { arrivalTick } from '../../src/workers/arrival-tick.ts';
import { articleEmbeds } from '../../src/workers/article-embeds.ts';
import { sourceTick } from '../../src/workers/source-tick.ts';
import { startTestService, startTimeoutMs, type TestService } from '../api/service.ts';
import { SmallWeb } from '../support/small-web.ts';
import { aPost, blockquote } from '../world/world-of-posts.ts';

const site = 'https://news.example';
const [one, two, three] = [aPost(1), aPost(2), aPost(3)];
const idOf = ({ id }: { id: string }) => `x:${id}`;

let service: TestService;
let web: SmallWeb;

beforeAll(async () => {
  service = await startTestService();
}, startTimeoutMs);
afterAll(() => service?.[Symbol.asyncDispose]());
beforeEach(() => {
  web = new SmallWeb();
});

interface Source {
  id: string;
  secret: string;
  inboundUrl: string;
  url: string | null;
  error: string | null;
}
interface Article {
  key: string;
  url: string;
  postIds: string[];
  removed: { postId: string }[];
  submissionId: string | null;
  withdrawnAt: string | null;
}

async function add(body: object): Promise<Source> {
  const answer = await service.post('/v1/sources', body);
  expect(answer.statusCode, answer.body).toBe(201);
  return answer.json();
}

/** One turn of the workers. */
async function turn(): Promise<void> {
  const signal = AbortSignal.timeout(20_000);
  const logger = createLogger({ level: 'silent', pretty: false });
  const { catalogue } = service;
  await sourceTick({ catalogue, logger, openScope: web.openScope })(signal);
  await arrivalTick({
    ...{ catalogue, logger, clock: systemClock, findEmbeds, restricted: false },
    publishOutbox: async () => {},
    timing: { arrivalEveryMs: 0 },
  })(signal);
}

async function pollAgain({ id }: Source): Promise<void> {
  expect((await service.inject({ method: 'POST', url: `/v1/sources/${id}/poll` })).statusCode).toBe(202);
  await turn();
}

async function articlesOf({ id }: Source): Promise<Article[]> {
  const answer = await service.inject({ url: `/v1/sources/${id}/articles` });
  return answer.json<{ items: Article[] }>().items;
}

async function submissionsOf(
  source: Source,
): Promise<{ url: string; externalId: string; postIds: string[] }[]> {
  const answer = await service.inject({ url: '/v1/submissions?limit=100' });
  const { items } = answer.json<{
    items: { url: string; externalId: string; tags: string[]; embeds: { postId: string }[] }[];
  }>();
  return items
    .filter(({ tags }) => tags.includes(tagOf(source)))
    .map(({ url, externalId, embeds }) => ({ url, externalId, postIds: embeds.map(({ postId }) => postId) }));
}

const tags = new Map<string, string>();
function tagOf({ id }: Source): string {
  return tags.get(id) ?? '';
}

async function addTagged(body: object): Promise<Source> {
  const tag = `tag-${tags.size}`;
  const source = await add({ ...body, tags: [tag] });
  tags.set(source.id, tag);
  return source;
}

function send(source: Source, body: string, headers: Record<string, string>) {
  const { pathname, search } = new URL(source.inboundUrl);
  return service.app.inject({
    ...{ method: 'POST', url: pathname + search, payload: body },
    headers: { 'content-type': 'application/json', ...headers },
  });
}

function ghostSignature(body: string, secret: string, at = Date.now()): Record<string, string> {
  const hex = createHmac('sha256', secret).update(`${body}${at}`).digest('hex');
  return { 'x-ghost-signature': `sha256=${hex}, t=${at}` };
}

/** As Ghost sends it, its `?ref=` in every link. */
function ghostBody(id: string, updatedAt: string, html: string, given: object = {}): string {
  const current = { id, url: `${site}/${id}/`, title: 'T', html, status: 'published', updated_at: updatedAt };
  return JSON.stringify({
    event: 'post.published',
    post: { current: { ...current, ...given }, previous: {} },
  });
}

describe('Ghost', () => {
  test('is answered at once, each state of an article is archived once, and an update is compared', async () => {
    const ghost = await addTagged({ kind: 'ghost' });
    const withRef = blockquote(one).replaceAll(/(status\/\d+)/g, '$1?ref=news.example');
    const bluesky =
      '<bluesky-post src="at://did:plc:z72i7hdynmk6r22z27h6tvur/app.bsky.feed.post/3l6oveex3ii2l"></bluesky-post>';
    const body = ghostBody('g1', '2026-11-20T10:00:00.000Z', withRef + bluesky);
    const first = await send(ghost, body, ghostSignature(body, ghost.secret));
    expect(first.statusCode, first.body).toBe(202);
    expect(first.json()).toEqual({
      ...{ status: 'accepted', sourceId: ghost.id, articleId: 'g1', reason: null },
    });
    const again = await send(ghost, body, ghostSignature(body, ghost.secret));
    expect(again.json()).toMatchObject({ status: 'known' });
    await turn();
    const bskyId = 'bluesky:did:plc:z72i7hdynmk6r22z27h6tvur:3l6oveex3ii2l';
    expect(await submissionsOf(ghost)).toEqual([
      { url: `${site}/g1/`, externalId: 'g1', postIds: [idOf(one), bskyId] },
    ]);

    const edited = ghostBody('g1', '2026-11-20T11:00:00.000Z', blockquote(one) + blockquote(two));
    await send(ghost, edited, ghostSignature(edited, ghost.secret));
    const older = ghostBody('g1', '2026-11-20T09:00:00.000Z', blockquote(three));
    expect((await send(ghost, older, ghostSignature(older, ghost.secret))).json()).toMatchObject({
      status: 'known',
    });
    await turn();
    expect((await submissionsOf(ghost))[0]).toMatchObject({ postIds: [idOf(two)] });
    const [article] = await articlesOf(ghost);
    expect(article).toMatchObject({
      ...{ key: 'g1', postIds: [idOf(one), idOf(two)], removed: [{ postId: bskyId }], withdrawnAt: null },
    });
    const events = await service.catalogue.events.since(null, 1000);
    expect(events.find(({ type }) => type === 'article.changed')?.data).toMatchObject({
      ...{ sourceId: ghost.id, articleKey: 'g1', added: [idOf(two)], removed: [bskyId] },
    });
  });

  test('counts in seconds, and may change an article twice in one', async () => {
    const ghost = await addTagged({ kind: 'ghost' });
    for (const html of [blockquote(one), blockquote(one) + blockquote(two)]) {
      const body = ghostBody('g5', '2026-11-20T10:00:00.000Z', html);
      const answer = await send(ghost, body, ghostSignature(body, ghost.secret));
      expect(answer.json()).toMatchObject({ status: 'accepted' });
      await turn();
    }
    expect(await articlesOf(ghost)).toMatchObject([{ postIds: [idOf(one), idOf(two)] }]);
  });

  test('that takes an article down is noted; drafts are nobody’s business', async () => {
    const ghost = await addTagged({ kind: 'ghost' });
    const draft = ghostBody('g2', '2026-11-20T10:00:00.000Z', blockquote(one), { status: 'draft' });
    expect((await send(ghost, draft, ghostSignature(draft, ghost.secret))).json()).toMatchObject({
      status: 'ignored',
    });
    const body = ghostBody('g2', '2026-11-20T10:00:00.000Z', blockquote(one));
    await send(ghost, body, ghostSignature(body, ghost.secret));
    const deleted = JSON.stringify({
      post: { current: {}, previous: { id: 'g2', updated_at: '2026-11-20T12:00:00.000Z' } },
    });
    await send(ghost, deleted, ghostSignature(deleted, ghost.secret));
    await turn();
    await turn();
    expect(await articlesOf(ghost)).toMatchObject([{ key: 'g2', withdrawnAt: expect.any(String) }]);
  });

  test.each([
    ['signed with another secret', (body: string) => ghostSignature(body, 'another-secret-0123')],
    [
      'signed an hour ago',
      (body: string, secret: string) => ghostSignature(body, secret, Date.now() - 3_600_000),
    ],
    ['not signed', () => ({})],
  ])('%s is refused, with 401', async (_name, sign) => {
    const ghost = await add({ kind: 'ghost' });
    const body = ghostBody('g3', '2026-11-20T10:00:00.000Z', blockquote(one));
    const answer = await send(ghost, body, sign(body, ghost.secret));
    expect(answer.statusCode).toBe(401);
    expect(await articlesOf(ghost)).toEqual([]);
  });

  test('whose webhook never came is found again by its feed, and by the same name', async () => {
    const feed = (...items: string[]) => ({
      headers: { 'content-type': 'application/rss+xml' },
      body: `<rss><channel>${items.join('')}</channel></rss>`,
    });
    const item = (id: string, html: string) =>
      `<item><title>T</title><link>${site}/${id}/</link><guid isPermaLink="false">${id}</guid>
       <pubDate>Fri, 20 Nov 2026 10:00:00 GMT</pubDate><content:encoded><![CDATA[${html}]]></content:encoded></item>`;
    web.pages.set(`${site}/rss/`, feed(item('old', blockquote(three))));
    const ghost = await addTagged({ kind: 'ghost', url: `${site}/` });
    expect(ghost.url).toBe(`${site}/rss/`);
    await turn();
    expect(await submissionsOf(ghost), 'what was there before is only known').toEqual([]);

    const told = ghostBody('told', '2026-11-20T10:00:00.000Z', blockquote(one));
    await send(ghost, told, ghostSignature(told, ghost.secret));
    await turn();
    web.pages.set(
      `${site}/rss/`,
      feed(item('missed', blockquote(two)), item('told', blockquote(one)), item('old', blockquote(three))),
    );
    await pollAgain(ghost);
    await pollAgain(ghost);
    const submissions = await submissionsOf(ghost);
    expect(submissions.map(({ externalId }) => externalId)).toEqual(['missed', 'told']);
  });
});

describe('WordPress', () => {
  test('reports by the snippet', async () => {
    const wordpress = await addTagged({ kind: 'wordpress' });
    const post = { id: 7, url: `${site}/?p=7`, title: 'T', html: blockquote(one), status: 'publish' };
    const body = JSON.stringify({ post: { ...post, modified: '2026-11-20T10:00:00Z' } });
    const time = Math.floor(Date.now() / 1000);
    const hex = createHmac('sha256', wordpress.secret).update(`${time}.${body}`).digest('hex');
    const answer = await send(wordpress, body, { 'x-embed-archiver-signature': `t=${time}, sha256=${hex}` });
    expect(answer.json()).toMatchObject({ status: 'accepted', articleId: '7' });
    await turn();
    expect(await submissionsOf(wordpress)).toMatchObject([{ externalId: '7', postIds: [idOf(one)] }]);
  });

  test('reports by WP Webhooks, and its trash is a withdrawal', async () => {
    const wordpress = await addTagged({ kind: 'wordpress' });
    const report = (post: object) => {
      const body = JSON.stringify({ post_id: 8, post_permalink: `${site}/eight`, post });
      const signature = createHmac('sha256', wordpress.secret).update(body).digest('base64');
      return send(wordpress, body, { 'x-wp-webhook-signature': signature });
    };
    const content = { post_title: 'T', post_content: blockquote(two), post_type: 'post' };
    const published = { ...content, post_status: 'publish', post_modified_gmt: '2026-11-20 10:00:00' };
    expect((await report(published)).json()).toMatchObject({ status: 'accepted' });
    expect((await report({ ...content, post_type: 'revision' })).json()).toMatchObject({ status: 'ignored' });
    await turn();
    const trashed = { ...content, post_status: 'trash', post_modified_gmt: '2026-11-20 11:00:00' };
    expect((await report(trashed)).json()).toMatchObject({ status: 'accepted' });
    await turn();
    expect(await articlesOf(wordpress)).toMatchObject([
      { key: '8', url: `${site}/eight`, postIds: [idOf(two)], withdrawnAt: expect.any(String) },
    ]);
  });
});

describe('a system of its own', () => {
  const mapping = { id: '/article/no', html: '/article/body~1html', url: '/link', updatedAt: '/rev' };
  const payload = {
    article: { no: 9, 'body/html': blockquote(three) },
    link: `${site}/nine`,
    rev: '2026-11-20',
  };

  test.each([
    [
      'Standard Webhooks',
      (body: string, secret: string) => {
        const [id, time] = ['msg_1', String(Math.floor(Date.now() / 1000))];
        const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
        const signature = createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64');
        return {
          'webhook-id': id,
          'webhook-timestamp': time,
          'webhook-signature': `v1,AAAA v1,${signature}`,
        };
      },
    ],
    [
      'X-Hub-Signature-256',
      (body: string, secret: string) => ({
        'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
      }),
    ],
    ['its secret', (_body: string, secret: string) => ({ authorization: `Bearer ${secret}` })],
  ])('shows that it is the one by %s', async (_name, sign) => {
    const source = await addTagged({ kind: 'generic', mapping });
    const body = JSON.stringify(payload);
    const answer = await send(source, body, sign(body, source.secret));
    expect(answer.json()).toMatchObject({ status: 'accepted', articleId: '9' });
    expect(
      (await send(source, body, sign(body, source.secret.replace(/.{8}$/, 'AAAAAAA=')))).statusCode,
    ).toBe(401);
    await turn();
    expect(await submissionsOf(source)).toMatchObject([{ url: `${site}/nine`, postIds: [idOf(three)] }]);
  });

  test('that sends something else is told what is missing', async () => {
    const source = await add({ kind: 'generic', mapping });
    const headers = { authorization: `Bearer ${source.secret}` };
    const answer = await send(source, '{"hello":1}', headers);
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toContain('/article/no');
    expect((await send(source, '{', headers)).statusCode).toBe(400);
  });
});

describe('a feed', () => {
  test('is asked whether it changed, and each new or changed article is submitted once', async () => {
    const asked: (string | undefined)[] = [];
    let updated = '2026-11-20T10:00:00Z';
    const entry = (path: string) =>
      `<entry><id>urn:${path}</id><link href="${site}${path}"/><updated>${updated}</updated></entry>`;
    web.pages.set(`${site}/atom`, ({ headers }) => {
      asked.push(headers?.['if-none-match']);
      const etag = `"${updated}"`;
      return headers?.['if-none-match'] === etag
        ? { status: 304 }
        : { headers: { etag, 'content-type': 'application/atom+xml' }, body: `<feed>${entry('/a')}</feed>` };
    });
    const feed = await addTagged({ kind: 'feed', url: `${site}/atom` });
    await turn();
    await pollAgain(feed);
    expect(asked).toEqual([undefined, '"2026-11-20T10:00:00Z"']);
    expect(await submissionsOf(feed)).toMatchObject([{ url: `${site}/a`, postIds: [] }]);

    await searchArticle(blockquote(one) + blockquote(two));
    updated = '2026-11-21T10:00:00Z';
    await pollAgain(feed);
    expect(await submissionsOf(feed)).toHaveLength(2);
    await searchArticle(blockquote(two));
    const [article] = await articlesOf(feed);
    expect(article).toMatchObject({ postIds: [idOf(two)], removed: [{ postId: idOf(one) }] });
  });

  test('that fails says why, and is asked again later', async () => {
    const feed = await add({ kind: 'feed', url: `${site}/broken` });
    await turn();
    const answer = await service.inject({ url: `/v1/sources/${feed.id}` });
    expect(answer.json<Source & { nextPollAt: string }>()).toMatchObject({
      error: expect.stringContaining('404'),
    });
    expect(Date.parse(answer.json<{ nextPollAt: string }>().nextPollAt)).toBeGreaterThan(Date.now());
  });

  /** Plays the worker that fetches the article of the last submission, and has its arrival come to an end. */
  async function searchArticle(html: string): Promise<void> {
    const { catalogue } = service;
    for (const { id } of await catalogue.articles.admit(100)) {
      const claim = await catalogue.articles.claim(id, 60_000);
      if (claim.kind === 'claimed') {
        web.pages.set(`${site}/a`, html);
        const page = await web.fetch(`${site}/a`);
        const means = { findEmbeds, identify: (url: string) => identify(new URL(url)) };
        await catalogue.articles.finish(id, claim.token, articleEmbeds(`${site}/a`, page, means));
      }
    }
    await turn();
  }
});

describe('a sitemap', () => {
  test('is known as it is found, and from then on each change is an article', async () => {
    const sitemap = (lastmod: string) => ({
      body: `<urlset><url><loc>${site}/s</loc><lastmod>${lastmod}</lastmod></url><url><loc>${site}/t</loc></url></urlset>`,
    });
    web.pages.set(`${site}/sitemap.xml`, sitemap('2026-11-20'));
    const source = await addTagged({ kind: 'sitemap', url: `${site}/sitemap.xml` });
    await turn();
    expect(await submissionsOf(source)).toEqual([]);
    web.pages.set(`${site}/sitemap.xml`, sitemap('2026-11-21'));
    await pollAgain(source);
    expect(await submissionsOf(source)).toMatchObject([{ url: `${site}/s` }]);
  });
});

describe('a source', () => {
  test.each([
    [{ kind: 'feed' }, 'url'],
    [{ kind: 'feed', url: 'http://10.0.0.1/feed' }, 'url'],
    [{ kind: 'feed', url: `${site}/f`, secret: 'x'.repeat(20) }, 'secret'],
    [{ kind: 'ghost', secret: 'short' }, 'secret'],
    [{ kind: 'ghost', mapping: { id: '/x' } }, 'mapping'],
    [{ kind: 'generic', mapping: { id: 'x' } }, 'JSON pointer'],
    [{ kind: 'email' }, 'must be one of'],
  ])('is refused in words: %j', async (body, words) => {
    const answer = await service.post('/v1/sources', body);
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toContain(words);
  });

  test('shows its secret once, takes a given one, and is gone when it is removed', async () => {
    const secret = 'given-secret-0123456789';
    const source = await add({ kind: 'ghost', secret });
    expect(source.secret).toBe(secret);
    const shown = await service.inject({ url: `/v1/sources/${source.id}` });
    expect(shown.body).not.toContain(secret);
    expect((await service.inject({ method: 'DELETE', url: `/v1/sources/${source.id}` })).statusCode).toBe(
      204,
    );
    const body = ghostBody('g9', '2026-11-20T10:00:00.000Z', '');
    expect((await send(source, body, ghostSignature(body, secret))).statusCode).toBe(401);
  });
});
