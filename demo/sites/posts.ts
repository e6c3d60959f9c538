/** What the demo's X holds. Invented, except the words, name, handle and date that the founding article quotes. */
export interface DemoPost {
  id: string;
  /** The snowflake's own time. */
  createdAt: string;
  author: DemoAuthor;
  language: string;
  /** Without the short link of its media. */
  text: string;
  media: DemoMedium[];
  /** Of the media: `https://t.co/<key>`, `pic.twitter.com/<key>`. */
  shortKey: string | null;
  quotes?: DemoPost;
  likes: number;
}

export interface DemoAuthor {
  id: string;
  name: string;
  handle: string;
  /** Name of a picture in pictures.ts. */
  avatar: string;
}

export type DemoMedium =
  | { kind: 'photo'; picture: string; alt: string | null; width: number; height: number }
  | { kind: 'video'; mediaId: string; width: number; height: number; durationMs: number };

const twitterEpochMs = 1288834974657;

/** When a snowflake was made: its upper bits count milliseconds. */
function timeOf(id: string): string {
  return new Date(Number(BigInt(id) >> 22n) + twitterEpochMs).toISOString();
}

const founding: DemoPost = {
  id: '1072856787265986560',
  createdAt: timeOf('1072856787265986560'),
  author: { id: '990000001', name: 'Mustafa Bali', handle: 'mustefa2bali', avatar: 'avatar-blue' },
  language: 'en',
  text:
    'footages shows that our forces had liberated the city center of #Hajin and the big mosque.\n' +
    'it was filmed by #SDF press center in Hajin',
  media: [{ kind: 'video', mediaId: '1072856561079705600', width: 320, height: 180, durationMs: 2000 }],
  shortKey: '0PbFPhQz2l',
  likes: 214,
};

const gardens: DemoPost = {
  id: '1786323561477153459',
  createdAt: timeOf('1786323561477153459'),
  author: { id: '990000002', name: 'مرصد الحدائق', handle: 'garden_watch_ar', avatar: 'avatar-green' },
  language: 'ar',
  text: 'أزهرت أشجار اللوز على ضفتي النهر هذا الصباح 🌸 صورتان من الحديقة القديمة.',
  media: [
    { kind: 'photo', picture: 'almond-trees', alt: 'أشجار لوز مزهرة على ضفة نهر', width: 1200, height: 800 },
    { kind: 'photo', picture: 'old-bridge', alt: 'جسر حجري قديم فوق الماء', width: 900, height: 1200 },
  ],
  shortKey: 'Zq7LmQ2vWe',
  likes: 58,
};

const quoting: DemoPost = {
  id: '1786360102253740033',
  createdAt: timeOf('1786360102253740033'),
  author: { id: '990000003', name: 'Lina Orchard', handle: 'lina_orchard', avatar: 'avatar-red' },
  language: 'en',
  text: 'The almond trees are two weeks early this year & the bees know it.',
  media: [],
  shortKey: null,
  quotes: gardens,
  likes: 12,
};

export const demoPosts: DemoPost[] = [founding, gardens, quoting];
export const foundingPost = { id: founding.id, postId: `x:${founding.id}`, post: founding };
export const photosPost = { id: gardens.id, postId: `x:${gardens.id}`, post: gardens };
export const quotingPost = { id: quoting.id, postId: `x:${quoting.id}`, post: quoting };

export function statusUrl(post: DemoPost): string {
  return `https://twitter.com/${post.author.handle}/status/${post.id}`;
}

/** Where the media's short link leads. */
export function mediaUrl(post: DemoPost): string {
  return `${statusUrl(post)}/${post.media[0]?.kind === 'video' ? 'video' : 'photo'}/1`;
}

/** As oEmbed and blockquotes write it: `December 12, 2018`. */
export function longDate(post: DemoPost): string {
  return new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' }).format(
    new Date(post.createdAt),
  );
}
