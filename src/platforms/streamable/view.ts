import type { Target, View } from '../platform.ts';
import { playerView } from '../seeing/player-view.ts';
import { identify, shortcodeOf } from './urls.ts';

/** All selectors of Streamable's embed player in one place. */
export const selectors = {
  player: '#player, .plyr, [class*="video-player"], video',
  title: '#title, [class*="video-title"], h1',
  postLink: 'link[rel=canonical][href], a#logo[href], a[href*="streamable.com/"][target=_blank]',
  error: '#error, .error-container, [class*="NotFound"], [class*="not-found"]',
  consent: '#qc-cmp2-container, #onetrust-banner-sdk, .fc-consent-root',
  login: 'input[type=password]',
};

export const absenceWords =
  /not found|couldn.t find|no longer available|has been (?:deleted|removed)|isn.t available|expired|oops/i;

/** The embed player, without the page's furniture. */
export function views(target: Target): View[] {
  const id = shortcodeOf(target.postId);
  if (id === null) return [];
  return [playerView(`https://streamable.com/e/${id}`, selectors, { identify, absenceWords })];
}
