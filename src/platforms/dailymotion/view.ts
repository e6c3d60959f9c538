import type { Target, View } from '../platform.ts';
import { playerView } from '../seeing/player-view.ts';
import { identify, xidOf } from './urls.ts';

/** All selectors of Dailymotion's embed player in one place. */
export const selectors = {
  player: '#player, .dmp_Player, .np_Main, [data-testid="video-player"], video',
  title: '.np_VideoTitle, .dmp_VideoInfo-title, [class*="VideoInfo"] a, [class*="VideoTitle"]',
  postLink:
    'link[rel=canonical][href], .dmp_VideoInfo-title[href], a[href*="dailymotion.com/video/"], a[href*="dai.ly/"]',
  error:
    '.dmp_ErrorScreen, .np_ErrorScreen, [class*="PlayerError"], [class*="ErrorScreen"], [class*="error-message"]',
  consent: '.dmp_TcfBanner, [class*="ConsentScreen"], #didomi-popup, .didomi-popup-container',
  login: 'input[type=password]',
};

export const absenceWords =
  /has been (?:deleted|removed)|not found|does not exist|no longer available|content (?:deleted|rejected)|private|not available in your/i;

/** The embed player in English, still. */
export function views(target: Target): View[] {
  const id = xidOf(target.postId);
  if (id === null) return [];
  const url = new URL('https://geo.dailymotion.com/player.html');
  url.searchParams.set('video', id);
  url.searchParams.set('startTime', '0');
  return [playerView(url.href, selectors, { identify, absenceWords })];
}
