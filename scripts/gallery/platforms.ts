import { likenessOf } from '#card/likeness.ts';
import type { GalleryCard } from './cards.ts';
import { type GalleryPost, viewOf } from './post.ts';

const bridge = 'The bridge over the river was opened again this morning, and the first cars have crossed it.';
const link = 'https://news.example/bridge';
const linked = {
  text: `${bridge} More: ${link}`,
  links: [{ url: link, start: bridge.length + 7, end: bridge.length + 7 + link.length }],
};
const counts = { likes: 1234, reposts: 567, replies: 89, quotes: null, views: null };
const views = { likes: 4321, reposts: null, replies: null, quotes: null, views: 98_765 };
const river: GalleryPost['pictures'] = [['river', 'A river between green hills']];
const film: GalleryPost['pictures'] = [['film', 'A singer on a stage, lit from above']];
const description = `Recorded live at the old theatre.\n\n${'The whole evening, from the first song to the last, in one piece. '.repeat(8)}`;

/** One post of every platform, as it might be. */
const posts: Record<string, Omit<GalleryPost, 'platform'>> = {
  x: {
    url: 'https://x.com/reporter/status/1072857',
    author: { name: 'A Reporter', handle: 'reporter', face: 'faceBlue' },
    pictures: river,
    record: { ...linked, counts },
  },
  bluesky: {
    url: 'https://bsky.app/profile/river.example/post/3k',
    author: { name: 'River News', handle: 'river.example', face: 'faceGreen' },
    pictures: [
      ['river', null],
      ['bridge', null],
      ['night', null],
    ],
    record: { ...linked, counts },
  },
  mastodon: {
    url: 'https://mastodon.example/@river/1',
    author: { name: 'River News', handle: 'river@mastodon.example', face: 'faceGreen' },
    pictures: [
      ['river', 'A river'],
      ['bridge', 'A bridge'],
    ],
    record: { ...linked, counts },
  },
  truthsocial: {
    url: 'https://truthsocial.com/@someone/posts/1',
    author: { name: 'Someone', handle: 'someone' },
    record: { ...linked, counts },
  },
  instagram: {
    url: 'https://www.instagram.com/p/abc/',
    author: { name: 'River News', handle: 'river.news', face: 'faceRed' },
    pictures: [
      ['market', null],
      ['river', null],
      ['bridge', null],
      ['night', null],
      ['market', null],
    ],
    record: {
      text: 'A day at the river in five pictures. 🌞 #river #market',
      counts: { ...counts, reposts: null },
    },
  },
  threads: {
    url: 'https://www.threads.com/@river/post/abc',
    author: { name: 'River News', handle: 'river', face: 'faceRed' },
    pictures: [['market', null]],
    record: { text: 'Fruit is back on the market.', counts },
  },
  telegram: {
    url: 'https://t.me/river/12',
    author: { name: 'River Channel', handle: 'river', face: 'faceBlue' },
    pictures: [
      ['bridge', null],
      ['river', null],
      ['market', null],
    ],
    record: { ...linked, counts: { ...views, likes: null } },
  },
  tiktok: {
    url: 'https://www.tiktok.com/@river/video/1',
    author: { name: 'River', handle: 'river', face: 'faceRed' },
    pictures: [['tall', null]],
    record: { text: 'Wait for it… #river', counts: views },
  },
  reddit: {
    url: 'https://www.reddit.com/r/rivers/comments/1/',
    author: { name: 'river_fan', handle: 'river_fan' },
    pictures: river,
    record: {
      title: 'The old bridge is open again',
      text: bridge,
      labels: ['in:r/rivers'],
      counts: { ...counts, reposts: null },
    },
  },
  facebook: {
    url: 'https://www.facebook.com/river/posts/1',
    author: { name: 'City of the River', face: 'faceBlue' },
    pictures: [
      ['bridge', null],
      ['market', null],
      ['night', null],
    ],
    record: { ...linked, counts },
  },
  vk: {
    url: 'https://vk.com/wall-1_2',
    author: { name: 'Речные новости', face: 'faceGreen' },
    pictures: river,
    record: {
      text: 'Сегодня утром мост через реку снова открыли.',
      language: 'ru',
      counts: { ...counts, views: 12_345 },
    },
  },
  linkedin: {
    url: 'https://www.linkedin.com/posts/river_1',
    author: { name: 'City Works Department', face: 'faceBlue' },
    record: { ...linked, counts: { ...counts, reposts: null } },
  },
  youtube: {
    url: 'https://www.youtube.com/watch?v=abc',
    author: { name: 'Old Theatre', handle: 'oldtheatre', face: 'faceRed' },
    pictures: film,
    record: { title: 'The whole concert', text: description, counts: views },
  },
  vimeo: {
    url: 'https://vimeo.com/1',
    author: { name: 'Old Theatre', face: 'faceBlue' },
    pictures: film,
    record: { title: 'The whole concert', text: 'Recorded live.', counts: views },
  },
  dailymotion: {
    url: 'https://www.dailymotion.com/video/x1',
    author: { name: 'Old Theatre' },
    pictures: film,
    record: { title: 'The whole concert', text: '', counts: views },
  },
  twitch: {
    url: 'https://www.twitch.tv/videos/1',
    author: { name: 'oldtheatre', handle: 'oldtheatre', face: 'faceGreen' },
    pictures: film,
    record: { title: 'Rehearsal, live', text: '', labels: ['live'], counts: views },
  },
  streamable: {
    url: 'https://streamable.com/abc',
    author: { name: 'Streamable' },
    pictures: film,
    record: { title: 'The last song', text: '', counts: views },
  },
  vine: {
    url: 'https://vine.co/v/abc',
    author: { name: 'River', face: 'faceGreen' },
    pictures: [['market', null]],
    record: { text: 'Six seconds of fruit', counts: { ...counts, views: 1000 } },
  },
  peertube: {
    url: 'https://peertube.example/w/abc',
    author: { name: 'Old Theatre', handle: 'theatre@peertube.example', face: 'faceRed' },
    pictures: film,
    record: { title: 'The whole concert', text: 'Recorded live at the old theatre.', counts: views },
  },
  web: {
    url: 'https://news.example/bridge',
    author: { name: 'The River Gazette' },
    screenshot: 'page',
    record: { title: 'The old bridge is open again', text: `${bridge} `.repeat(6) },
  },
};

export const cardsByPlatform: GalleryCard[] = Object.entries(posts).map(([platform, post]) => ({
  name: `platform-${platform}`,
  title: platform === 'web' ? 'Any page of the web' : `${likenessOf(platform).name}`,
  view: viewOf({ platform, ...post }),
}));
