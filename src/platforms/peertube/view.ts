import type { Target, View } from '../platform.ts';
import { playerView } from '../seeing/player-view.ts';
import { identify, videoOf } from './urls.ts';

/** All selectors of PeerTube's embed player in one place. */
export const selectors = {
  player: '.video-js, #video-wrapper video',
  title: '.vjs-dock-title, .vjs-title-dock',
  postLink:
    '.vjs-dock-title a[href], .vjs-peertube-link a[href], a.vjs-peertube-link[href], link[rel=canonical][href]',
  error: '#error-block, .vjs-error-display:not(.vjs-hidden)',
  consent: '.peertube-consent',
  login: '#video-password-block, input[type=password]',
};

export const absenceWords = /does not exist|not found|has been (?:deleted|removed)|is not available|private/i;

/** The server's own embed player, without the peers' traffic. */
export function views(target: Target): View[] {
  const video = videoOf(target.postId);
  if (video === null) return [];
  const url = new URL(`https://${video.host}/videos/embed/${video.uuid}`);
  url.searchParams.set('p2p', '0');
  url.searchParams.set('warningTitle', '0');
  return [playerView(url.href, selectors, { identify, absenceWords })];
}
