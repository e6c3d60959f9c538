/**
 * What makes a card look like its post's family, without anybody's logo or name in its own type: where the pictures stand,
 * how several share their room, one hue, and how round things are.
 */
export interface Likeness {
  /** As people call it; null where the site's own name says more. */
  name: string | null;
  /** Pictures after the words, before them, or first of all as of a player. */
  layout: 'words' | 'pictures' | 'player';
  /** A text beneath a title only describes what has that title; where it is long it is folded. */
  folds: boolean;
  /** Several pictures in a film's shape (`wide`), in a square, or in a square whose odd one lies on top (`stacked`). */
  mosaic: 'wide' | 'square' | 'stacked';
  /** Degrees of OKLCH; all cards share their lightness, so that each is as readable as the other. */
  hue: number;
  /** Of OKLCH; less is greyer. */
  chroma: number;
  /** CSS radius of the author's picture and of the media. */
  avatar: string;
  corner: string;
}

const words = { layout: 'words', folds: false, mosaic: 'wide', avatar: '50%', corner: '12px' } as const;
const player = { layout: 'player', folds: true, mosaic: 'wide', avatar: '50%', corner: '0' } as const;

export const likenesses: Readonly<Record<string, Likeness>> = {
  x: { ...words, name: 'X', hue: 240, chroma: 0.11, corner: '16px' },
  bluesky: { ...words, name: 'Bluesky', mosaic: 'square', hue: 252, chroma: 0.17 },
  truthsocial: { ...words, name: 'Truth Social', hue: 285, chroma: 0.14, corner: '8px' },
  instagram: { ...words, name: 'Instagram', layout: 'pictures', mosaic: 'square', hue: 350, chroma: 0.17 },
  threads: { ...words, name: 'Threads', mosaic: 'square', hue: 260, chroma: 0.01, corner: '8px' },
  telegram: { ...words, name: 'Telegram', layout: 'pictures', mosaic: 'stacked', hue: 232, chroma: 0.12 },
  tiktok: { ...player, name: 'TikTok', hue: 15, chroma: 0.17 },
  reddit: { ...words, name: 'Reddit', mosaic: 'square', hue: 40, chroma: 0.15, corner: '16px' },
  facebook: { ...words, name: 'Facebook', mosaic: 'stacked', hue: 258, chroma: 0.15, corner: '4px' },
  vk: { ...words, name: 'VK', mosaic: 'stacked', hue: 250, chroma: 0.13, corner: '8px' },
  linkedin: { ...words, name: 'LinkedIn', mosaic: 'stacked', hue: 246, chroma: 0.12, corner: '2px' },
  youtube: { ...player, name: 'YouTube', hue: 27, chroma: 0.17 },
  vimeo: { ...player, name: 'Vimeo', hue: 225, chroma: 0.11 },
  dailymotion: { ...player, name: 'Dailymotion', hue: 262, chroma: 0.1 },
  twitch: { ...player, name: 'Twitch', hue: 297, chroma: 0.18 },
  streamable: { ...player, name: 'Streamable', hue: 245, chroma: 0.13, avatar: '8px' },
  vine: { ...player, name: 'Vine', hue: 165, chroma: 0.1 },
  mastodon: { ...words, name: 'Mastodon', hue: 285, chroma: 0.17, avatar: '8px', corner: '8px' },
  peertube: { ...player, name: 'PeerTube', hue: 48, chroma: 0.13, avatar: '6px' },
  web: { ...words, folds: true, name: null, hue: 255, chroma: 0.03, avatar: '8px', corner: '8px' },
};

export function likenessOf(platform: string): Likeness {
  return (
    (Object.hasOwn(likenesses, platform) && likenesses[platform]) || {
      ...words,
      ...{ name: null, hue: 255, chroma: 0.03 },
    }
  );
}
