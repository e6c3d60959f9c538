import { type Browser, chromium } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findChromium } from '#capture/browser/find-chromium.ts';
import { estimateCardHeight } from '#card/card-height.ts';
import { cardLanguages } from '#card/language.ts';
import { renderCard } from '#card/render-card.ts';
import type { CardView } from '#card/view.ts';
import { artifactWith, captureWith, recordWith, viewWith } from './card-views.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: findChromium(null)?.path ?? '' });
}, 60_000);
afterAll(() => browser.close());

/** A picture of this size, as a real one would be. */
const picture = (width: number, height: number) =>
  `data:image/svg+xml;base64,${Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"/>`).toString('base64')}`;
const medium = (kind: 'photo' | 'video' | 'audio', width: number | null, height: number | null) => ({
  kind,
  alt: 'A bridge over a wide river, seen from the bank in the evening',
  ...{ width, height, durationMs: null, posterUrl: null, variants: [] },
});
const types = { photo: 'image/gif', video: 'video/mp4', audio: 'audio/mpeg' };

function withMedia(...media: ReturnType<typeof medium>[]): CardView {
  const artifacts = media.map(({ kind }, index) =>
    artifactWith({ name: `media-${index + 1}.bin`, mediaType: types[kind] }),
  );
  const sizes = media.map(({ width, height }) => picture(width ?? 300, height ?? 700));
  return viewWith(
    captureWith({ record: recordWith({ media }), artifacts }),
    {},
    (name) => sizes[Number(name.replace(/\D/g, '')) - 1] ?? null,
  );
}
function on(platform: string, { capture, ...view }: CardView): CardView {
  const record = capture?.record && { ...capture.record, platform };
  return {
    ...view,
    post: { ...view.post, platform },
    capture: capture && { ...capture, record: record ?? null },
  };
}
const withText = (text: string, fields = {}) =>
  viewWith(captureWith({ record: recordWith({ text, ...fields }) }), {}, () => null);

const english =
  'The bridge over the river was opened again this morning, and the first cars have crossed it. ';
const quoted = recordWith({ text: english.repeat(2), media: [medium('photo', 800, 600)] });
const views: Record<string, CardView> = {
  'one word': withText('Yes'),
  'a few words': withText(english),
  'a long text with paragraphs': withText(`${english.repeat(6)}\n\n${english.repeat(9)}\n${english}`),
  'a very long text': withText(english.repeat(260)),
  arabic: withText('فتح الجسر فوق النهر مرة أخرى هذا الصباح وعبرته أولى السيارات. '.repeat(5), {
    language: 'ar',
  }),
  hebrew: withText('הגשר מעל הנהר נפתח שוב הבוקר, והמכוניות הראשונות כבר חצו אותו. '.repeat(5)),
  ukrainian: withText(
    'Сьогодні вранці міст через річку знову відкрили, і ним проїхали перші автівки. '.repeat(5),
  ),
  japanese: withText('今朝、川に架かる橋が再び開通し、最初の車が渡りました。'.repeat(8)),
  chinese: withText('今天早上，河上的大桥重新开放，第一批汽车已经通过。'.repeat(8)),
  hindi: withText('आज सुबह नदी पर बना पुल फिर से खोल दिया गया और पहली गाड़ियाँ उस पर से गुज़रीं। '.repeat(5)),
  emoji: withText('🎉🇺🇦👩‍👩‍👧‍👦✌🏽 '.repeat(30)),
  'a word that does not end': withText('a'.repeat(400)),
  capitals: withText('BREAKING NEWS FROM THE BRIDGE: MAMMOTH WAVE WARNING MWMWMW '.repeat(5)),
  'a picture': withMedia(medium('photo', 1200, 800)),
  'a tall film': withMedia(medium('video', 720, 1280)),
  'a picture of unknown size': withMedia(medium('photo', null, null)),
  'three pictures': withMedia(
    medium('photo', 800, 600),
    medium('photo', 600, 800),
    medium('photo', 1600, 900),
  ),
  ...Object.fromEntries(
    ['x', 'bluesky', 'telegram'].flatMap((platform) =>
      (platform === 'x' ? [2, 3, 4, 5, 6, 7] : [2, 3, 4]).map((count) => [
        `${count} pictures of ${platform}`,
        on(platform, withMedia(...Array.from({ length: count }, () => medium('photo', 800, 600)))),
      ]),
    ),
  ),
  'a picture and a film': withMedia(medium('photo', 800, 600), medium('video', 1280, 720)),
  'a film of a player': on('youtube', withMedia(medium('video', 1280, 720))),
  sound: withMedia(medium('audio', null, null)),
  'a picture that is not held': viewWith(
    captureWith({ record: recordWith({ media: [medium('photo', 1, 1)] }) }),
  ),
  sensitive: viewWith(
    captureWith({
      record: recordWith({ media: [medium('photo', 800, 600)], labels: ['sensitive'] }),
      artifacts: [artifactWith({ name: 'media-1.gif', mediaType: 'image/gif' })],
    }),
    {},
    () => picture(800, 600),
  ),
  'a quoted post, a poll, counts': viewWith(
    captureWith({
      record: recordWith({
        quoted,
        poll: {
          options: ['Yes', 'No', english].map((label) => ({ label, count: 1234 })),
          endsAt: null,
        },
        counts: { likes: 12_345, reposts: 678, replies: 90, quotes: 12, views: 3_456_789 },
        replyTo: { postId: null, authorHandle: 'someone', url: null },
      }),
      artifacts: [artifactWith({ name: 'quoted-media-1.gif', mediaType: 'image/gif' })],
    }),
    { state: 'deleted', editedAt: '2019-01-01T00:00:00.000Z' },
    () => picture(800, 600),
  ),
  'in part': viewWith(
    captureWith({
      ...{ outcome: 'partial', missing: [{ role: 'media', reason: english }] },
      record: recordWith({ labels: ['withheld:DE', 'not-embeddable', 'repost'], textTruncated: true }),
    }),
    { state: 'age-gated' },
  ),
  recovered: viewWith(
    captureWith({
      source: 'archive',
      provenance: { archiveUrl: 'https://archive.example/1', archivedAt: '2019-01-02T00:00:00.000Z' },
    }),
    { state: 'account-gone' },
  ),
  'a page with its picture': viewWith(
    captureWith({
      record: recordWith({ platform: 'web', title: english, text: english.repeat(40) }),
      artifacts: [
        artifactWith({
          name: 'page.gif',
          mediaType: 'image/gif',
          role: 'page-screenshot',
          width: 1280,
          height: 5000,
        }),
      ],
    }),
    { platform: 'web' },
    () => picture(1280, 5000),
  ),
  'a quotation': viewWith(null, {
    quotation: { text: english.repeat(3), authorName: 'A', authorHandle: 'a', date: '2018-12-12' },
  }),
  'nothing held': viewWith(captureWith({ record: null, outcome: 'absent' }), { state: 'deleted' }),
};

/** All at three widths in English; those whose own words take much of the room, in the others too. */
const wordy = [
  'one word',
  'a quoted post, a poll, counts',
  'in part',
  'recovered',
  'a quotation',
  'nothing held',
];
const cases = Object.entries(views).flatMap(([name, view]) =>
  (wordy.includes(name) ? cardLanguages : (['en'] as const)).flatMap((language) =>
    (language === 'en' ? [320, 550, 700] : [320, 550]).map((width) => ({ name, view, width, language })),
  ),
);

test('the room that is kept for a card is never too little, and never much', async () => {
  const page = await browser.newPage();
  const kept: Record<string, { natural: number; estimate: number }> = {};
  for (const { name, view, width, language } of cases) {
    const card = renderCard(view, { language });
    await page.setViewportSize({ width, height: 100 });
    await page.setContent(card);
    const natural = await page.evaluate(() => document.body.getBoundingClientRect().height);
    kept[`${name} at ${width} in ${language}`] = { natural, estimate: estimateCardHeight(card, width) };
  }

  const entries = Object.entries(kept);
  expect(entries.filter(([, { natural, estimate }]) => estimate < Math.floor(natural))).toEqual([]);
  expect(entries.filter(([, { natural, estimate }]) => estimate > natural * 1.25 + 48)).toEqual([]);
}, 60_000);
