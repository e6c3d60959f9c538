import type { Target, View } from '../platform.ts';
import { playerView } from '../seeing/player-view.ts';
import { identify, videoIdOf } from './urls.ts';

/** All selectors of YouTube's embed player in one place. */
export const selectors = {
  player: '#movie_player, .html5-video-player',
  title: '.ytp-title-link, .ytp-title-text',
  postLink: '.ytp-title-link[href], .ytp-youtube-button[href], link[rel=canonical][href]',
  error: '.ytp-error-content, .ytp-error',
  consent:
    'form[action*="//consent.youtube.com/"], form[action*="//consent.google.com/"], ytd-consent-bump-v2-lightbox',
  login: 'input[type=password], input[type=email]',
};

/** Of a video that is gone; "disabled by the video owner" and requests to sign in say nothing of that. */
const absenceWords =
  /video (?:is )?(?:unavailable|private|no longer available)|private video|isn.t available|does not exist|terminated|removed|not made this video available/i;

/** The embed player without cookies, in English, and still. */
export function views(target: Target): View[] {
  const videoId = videoIdOf(target.postId);
  if (videoId === null) return [];
  const url = new URL(`https://www.youtube-nocookie.com/embed/${videoId}`);
  url.searchParams.set('hl', 'en');
  url.searchParams.set('rel', '0');
  return [playerView(url.href, selectors, { identify, absenceWords })];
}
