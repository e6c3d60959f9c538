import type { Target, View } from '../platform.ts';
import { playerView } from '../seeing/player-view.ts';
import { canonicalUrl, codeOf, identify } from './urls.ts';

/** All selectors of Vine's embed player. */
export const selectors = {
  player: 'video, .vine-video-container, .embed-container',
  title: '.description, .vine-description, h1',
  postLink: 'link[rel=canonical][href], a[href*="vine.co/v/"]',
  error: '.error-page, .not-found, #error',
  consent: '#onetrust-banner-sdk',
  login: 'input[type=password]',
};

export const absenceWords =
  /not found|no longer available|does(?:n['’]t| not) exist|has been (?:deleted|removed)/i;

/** The embed player, without the page's furniture. */
export function views(target: Target): View[] {
  if (codeOf(target.postId) === null) return [];
  const url = `${canonicalUrl(target.postId)}/embed/simple`;
  return [playerView(url, selectors, { identify, absenceWords })];
}
