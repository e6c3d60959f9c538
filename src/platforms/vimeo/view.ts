import type { Target, View } from '../platform.ts';
import { playerView } from '../seeing/player-view.ts';
import { hashOf, identify, videoIdOf } from './urls.ts';

/** All selectors of Vimeo's embed player in one place. */
export const selectors = {
  player: '#player .vp-video-wrapper, .player .vp-video-wrapper, [data-player] video, #player video',
  title: '.vp-title h1, .vp-title a, [data-title-text]',
  postLink: 'link[rel=canonical][href], .vp-title a[href], a[data-logo-link][href]',
  error: '.exception, #exception, .vp-error, [data-player-error], .player-error',
  consent: '#onetrust-banner-sdk',
  login: 'form[action*="/password"], input[type=password]',
};

export const absenceWords =
  /does not exist|not found|couldn.t find|has been (?:deleted|removed)|no longer (?:available|exists)/i;

/** The embed player, with the hash of an unlisted video where it has one; it sets no cookies. */
export function views(target: Target): View[] {
  const videoId = videoIdOf(target.postId);
  if (videoId === null) return [];
  const url = new URL(`https://player.vimeo.com/video/${videoId}`);
  const hash = hashOf(new URL(target.canonicalUrl));
  if (hash !== null) url.searchParams.set('h', hash);
  url.searchParams.set('dnt', '1');
  return [playerView(url.href, selectors, { identify, absenceWords })];
}
