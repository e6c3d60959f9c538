import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTimeoutMs } from '../api/service.ts';
import type { Site } from '../support/recorded-web/recorded-web.ts';
import { createWorld, type World } from '../support/world.ts';

/** A platform whose article has no words of the post at all: a script tag with a channel and a number. */
let world: World;
let isDeleted = false;

const html = (body: string) => ({
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: `<!doctype html><html><head><meta charset="utf-8"></head><body>${body}</body></html>`,
});
const message = `<div class="tgme_widget_message js-widget_message" data-post="lamp_news/62" style="font: 16px sans-serif; padding: 20px">
  <a class="tgme_widget_message_owner_name" href="https://t.me/lamp_news"><span>Lamp News</span></a>
  <div class="tgme_widget_message_text js-message_text">The lamps are lit again on both banks.</div>
  <a class="tgme_widget_message_date" href="https://t.me/lamp_news/62"><time datetime="2023-02-24T08:01:26+00:00">08:01</time></a>
</div>`;
const sites: Site[] = [
  {
    host: 't.me',
    noise: ['/favicon.ico'],
    handle: ({ url }) =>
      url.pathname === '/lamp_news/62'
        ? html(
            isDeleted
              ? '<div class="tgme_widget_message"><div class="tgme_widget_message_error">Post not found</div></div>'
              : message,
          )
        : null,
  },
  {
    host: 'www.morning-courier.example',
    noise: ['/favicon.ico'],
    handle: ({ url }) =>
      url.pathname === '/lamps'
        ? html('<h1>Lamps</h1><script async data-telegram-post="lamp_news/62" data-width="100%"></script>')
        : null,
  },
];

beforeAll(async () => {
  world = await createWorld(sites);
}, startTimeoutMs);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

test('a Telegram post is found by its widget, captured, and outlived by its card', {
  timeout: 90_000,
}, async () => {
  const { submission } = await world.archive({ url: 'https://www.morning-courier.example/lamps' });
  const embed = submission.embeds.find(({ platform }) => platform === 'telegram');
  expect(embed).toMatchObject({ form: 'script', postId: 'telegram:lamp_news:62', captureStatus: 'complete' });
  const capture = await world.getJson<{
    record: { text: string; publishedAt: string };
    artifacts: { role: string; verdict: { shows: string } }[];
  }>(`/v1/captures/${embed?.captureId}`);
  expect(capture.record).toMatchObject({
    text: 'The lamps are lit again on both banks.',
    publishedAt: '2023-02-24T08:01:26.000Z',
  });
  expect(capture.artifacts.find(({ role }) => role === 'screenshot')?.verdict.shows).toBe('expected');

  isDeleted = true;
  await world.request('/v1/posts/telegram:lamp_news:62/recheck', { method: 'POST' });
  const post = () =>
    world.getJson<{ state: string; lookedAt: string; watch: { nextAt: string } | null }>(
      '/v1/posts/telegram:lamp_news:62',
    );
  // One source is not believed until it has said so twice, and the second look is planned for then.
  await expect
    .poll(
      async () => {
        const { lookedAt, watch } = await post();
        return Math.round((Date.parse(watch?.nextAt ?? '') - Date.parse(lookedAt)) / 60_000);
      },
      { timeout: 30_000 },
    )
    .toBeOneOf([31, 32, 33, 34, 35, 36]);
  expect((await post()).state).toBe('live');
  const card = await (await fetch(`${world.baseUrl}/embed/telegram:lamp_news:62`)).text();
  expect(card).toContain('The lamps are lit again on both banks.');
});
