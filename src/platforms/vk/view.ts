import { parseHttpUrl } from '#domain/url.ts';
import type { Target, View } from '../platform.ts';
import { type EmbedReading, type EmbedSelectors, judgeEmbedPage } from '../seeing/embed-sight.ts';
import { playerView } from '../seeing/player-view.ts';
import { canonicalUrl, identify, keyFor, type Thing, thingOf } from './urls.ts';

const absenceWords =
  /\b(?:no longer available|has been deleted|access denied|post deleted)\b|удален|доступ (?:запрещ|ограничен)/i;

/** All selectors of VK's player. */
export const playerSelectors = {
  player: 'video, .videoplayer, #video_player',
  title: '.videoplayer_title, .vv_summary',
  postLink: 'a[href*="/video"], a[href*="/clip"]',
  error: '#video_ext_msg, .video_layer_message, .vv_inline_message',
  consent: '.CookiesPolicy',
  login: 'input[name=pass], input[type=password]',
};

/** All selectors of VK's page of a post or photo. */
export const pageSelectors: EmbedSelectors = {
  post: '[data-post-id], .wall_item, #pv_photo, .photo_view',
  text: '.wall_post_text, .pi_text',
  permalink: 'a[href*="wall"], a[href*="/photo"]',
  author: '.PostHeaderTitle__authorName, .author, .pi_author',
  absence: '.message_page_body, .service_msg',
  login: 'input[name=pass], input[type=password]',
};

export const reading: EmbedReading = {
  idOf(permalink) {
    const url = parseHttpUrl(permalink, 'https://vk.com/');
    return url === null ? null : (identify(url)?.postId ?? null);
  },
  hasSeveralIds: false,
  absenceWords,
};

/** Some videos play only with the `hash` of the embed that showed them, which the id does not tell. */
export function playerUrl({ owner, number }: Thing, target: Target): string {
  const key = keyFor(target);
  return `https://vk.com/video_ext.php?oid=${owner}&id=${number}${key === null ? '' : `&hash=${key}`}`;
}

export function views(target: Target): View[] {
  const thing = thingOf(target.postId);
  if (thing === null) return [];
  if (thing.kind === 'video')
    return [playerView(playerUrl(thing, target), playerSelectors, { identify, absenceWords })];
  return [
    {
      url: canonicalUrl(target.postId),
      postSelector: pageSelectors.post,
      settledSelectors: [pageSelectors.post, pageSelectors.absence, pageSelectors.login],
      viewport: { width: 1024, height: 900 },
      judge: (page, expected) => judgeEmbedPage(page, pageSelectors, reading, expected),
    },
  ];
}
