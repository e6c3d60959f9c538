import type { CardPage } from '#card/render-card.ts';
import type { CardView } from '#card/view.ts';
import { viewWith } from '../../tests/card/card-views.ts';
import { cardsByPlatform } from './platforms.ts';
import { viewOf } from './post.ts';

/** One picture of the gallery. */
export interface GalleryCard {
  /** Of the file, without its ending. */
  name: string;
  /** What it shows, for the index. */
  title: string;
  view: CardView;
  page?: CardPage;
  /** Of the window, CSS pixels; 566 unless said. */
  widthPx?: number;
  print?: boolean;
}

const bridge = 'The bridge over the river was opened again this morning, and the first cars have crossed it.';
const reporter = { name: 'A Reporter', handle: 'reporter', face: 'faceBlue' } as const;
const x = { platform: 'x', url: 'https://x.com/reporter/status/1072857', author: reporter };
const counts = { likes: 1234, reposts: 567, replies: 89, quotes: 12, views: 345_678 };

const arabic = viewOf({
  ...x,
  author: { name: 'مراسلة من النهر', handle: 'river_news', face: 'faceGreen' },
  pictures: [['bridge', 'جسر قديم فوق النهر عند الغروب']],
  record: {
    text: 'فتح الجسر فوق النهر مرة أخرى هذا الصباح، وعبرته أولى السيارات.\n\nWatch the first crossing live at 09:00 UTC.\n#الجسر',
    language: 'ar',
    counts,
  },
});
const film = viewOf({
  ...x,
  pictures: [['film', 'A singer on a stage, lit from above']],
  record: { text: 'From tonight’s concert at the old theatre.', counts },
});

/** What is hard, besides the platforms. */
const hardCards: GalleryCard[] = [
  {
    name: 'arabic-in-arabic',
    title: 'An Arabic post with a line in English, the card in Arabic',
    view: arabic,
    page: { language: 'ar' },
  },
  {
    name: 'arabic-in-english',
    title: 'The same, the card in English',
    view: arabic,
  },
  {
    name: 'hebrew-in-french',
    title: 'A Hebrew post, the card in French',
    view: viewOf({
      ...x,
      author: { name: 'כתבת הנהר', handle: 'nahar' },
      record: {
        text: 'הגשר מעל הנהר נפתח שוב הבוקר, והמכוניות הראשונות כבר חצו אותו.',
        language: 'he',
        counts,
      },
    }),
    page: { language: 'fr' },
  },
  {
    name: 'japanese-emoji-in-spanish',
    title: 'Japanese and emoji, the card in Spanish',
    view: viewOf({
      ...x,
      author: { name: '🌸 川の記者 🌸', handle: 'kawa' },
      record: {
        text: '今朝、川に架かる橋が再び開通し、最初の車が渡りました。🎉🎉👩‍👩‍👧‍👦🚗\n今天早上，河上的大桥重新开放。',
        language: 'ja',
        counts,
      },
    }),
    page: { language: 'es' },
  },
  {
    name: 'dark-ukrainian',
    title: 'A Ukrainian post with two pictures, dark, the card in Ukrainian',
    view: viewOf({
      ...x,
      author: { name: 'Річкові новини', handle: 'richka', face: 'faceRed' },
      pictures: [
        ['river', 'Річка серед пагорбів'],
        ['bridge', 'Старий міст'],
      ],
      record: {
        text: 'Сьогодні вранці міст через річку знову відкрили. ' + 'https://news.example/mist',
        language: 'uk',
        counts,
      },
    }),
    page: { language: 'uk', theme: 'dark' },
  },
  { name: 'video', title: 'A video with its poster and controls', view: film },
  { name: 'video-dark', title: 'The same, dark', view: film, page: { theme: 'dark' } },
  {
    name: 'four-pictures',
    title: 'Four pictures share the room of one',
    view: viewOf({
      ...x,
      pictures: [
        ['river', 'A river between hills'],
        ['bridge', 'An old bridge at sunset'],
        ['market', 'A stall with fruit'],
        ['night', 'A house under the moon'],
      ],
      record: { text: `${bridge} Four views of a day.`, counts },
    }),
  },
  {
    name: 'three-pictures',
    title: 'Three pictures; one is upright',
    view: viewOf({
      ...x,
      pictures: [
        ['night', 'A house under the moon'],
        ['bridge', null],
        ['market', null],
      ],
      record: { text: 'Night, evening, noon.' },
    }),
  },
  {
    name: 'sensitive',
    title: 'Sensitive media stay veiled until asked for',
    view: viewOf({
      ...x,
      pictures: [['night', 'The scene at night']],
      record: { text: 'What the flood left behind. Be warned before you look.', labels: ['sensitive'] },
    }),
  },
  {
    name: 'quoted-post',
    title: 'A reply with a quoted post',
    view: viewOf({
      ...x,
      record: {
        text: 'This is how it looked last week.',
        replyTo: { postId: null, authorHandle: 'river_news', url: 'https://x.com/river_news/status/1' },
        counts,
      },
      quoted: {
        author: {
          name: 'City Works',
          handle: 'cityworks',
          url: 'https://x.com/cityworks',
          id: null,
          avatarUrl: null,
        },
        text: 'The bridge stays closed until the piers are inspected. Detours are signposted.',
      },
    }),
  },
  {
    name: 'poll',
    title: 'A poll with its shares as of capture',
    view: viewOf({
      ...x,
      record: {
        text: 'Should the bridge be free of cars on Sundays?',
        poll: {
          options: [
            { label: 'Yes, always', count: 1240 },
            { label: 'Only in summer', count: 610 },
            { label: 'No', count: 402 },
          ],
          endsAt: '2018-12-13T00:15:00.000Z',
        },
      },
    }),
  },
  {
    name: 'quotation-only',
    title: 'Only an article’s quotation is held: no capture, and it says so',
    view: {
      ...viewWith(null, {
        ...{ state: 'not-found', stateSince: '2019-03-03T10:00:00.000Z' },
        quotation: {
          text: `${bridge} It was about time.`,
          authorName: 'A Reporter',
          authorHandle: 'reporter',
          date: '2018-12-12',
        },
      }),
      evidenceUrl: '/posts/example',
    },
  },
  {
    name: 'from-a-web-archive',
    title: 'Recovered from a public web archive, in part',
    view: viewOf({
      ...x,
      pictures: [['river', 'A river between hills']],
      record: { text: bridge },
      capture: {
        ...{ source: 'archive', outcome: 'partial', artifacts: [] },
        provenance: { archiveUrl: 'https://archive.example/1', archivedAt: '2018-12-13T08:00:00.000Z' },
        missing: [{ role: 'media', reason: 'Picture (1 of 1): the archive holds no copy of it' }],
      },
    }),
  },
  {
    name: 'nothing-held',
    title: 'Gone before the first look',
    view: viewOf({ ...x, capture: { outcome: 'absent', record: null, artifacts: [] } }),
  },
  {
    name: 'one-character',
    title: 'A post of one character',
    view: viewOf({ ...x, record: { text: '?' } }),
  },
  {
    name: 'narrow-320',
    title: 'In 320 px, with a word that does not end',
    view: viewOf({
      ...x,
      author: {
        name: 'Donaudampfschifffahrtsgesellschaft',
        handle: 'donaudampfschifffahrtsgesellschaft',
        face: 'faceGreen',
      },
      pictures: [
        ['river', null],
        ['market', null],
      ],
      record: {
        text: `Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz ${'a'.repeat(60)}`,
        counts,
      },
    }),
    widthPx: 320,
  },
  {
    name: 'print',
    title: 'As it is printed: addresses are written out',
    view: viewOf({
      ...x,
      pictures: [['bridge', 'An old bridge at sunset']],
      record: { text: bridge, counts },
    }),
    print: true,
  },
];

export const galleryCards: GalleryCard[] = [...cardsByPlatform, ...hardCards];
