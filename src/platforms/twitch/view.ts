import type { Target, View } from '../platform.ts';
import { playerView } from '../seeing/player-view.ts';
import { identify, twitchPostOf } from './urls.ts';

/** All selectors of Twitch's embed players in one place. */
export const selectors = {
  player:
    '.video-player, [data-a-target="video-player"], [data-a-target="player-overlay-click-handler"], video',
  title: '[data-a-target="player-overlay-title"], .tw-title, [data-test-selector="clip-title"]',
  postLink:
    'link[rel=canonical][href], a[href*="clips.twitch.tv/"], a[href*="/clip/"], a[data-a-target="player-overlay-title-link"][href]',
  error:
    '[data-a-target="player-overlay-content-gate"], [data-test-selector="content-not-available"], .clips-404',
  consent: '[data-a-target="consent-banner"], .consent-banner__content--gdpr-v2',
  login: 'input[type=password]',
};

export const absenceWords =
  /no longer available|not available|doesn.t exist|does not exist|unless you.ve got a time machine|couldn.t find/i;

/** The embed player, which plays only where it is told its parent's host; the site's own is one that it knows. */
export function views(target: Target): View[] {
  const post = twitchPostOf(target.postId);
  if (post === null) return [];
  const isClip = post.kind === 'clip';
  const url = new URL(isClip ? 'https://clips.twitch.tv/embed' : 'https://player.twitch.tv/');
  if (post.kind === 'clip') url.searchParams.set('clip', post.slug);
  else url.searchParams.set('video', `v${post.number}`);
  url.searchParams.set('parent', 'www.twitch.tv');
  url.searchParams.set('autoplay', 'false');
  return [playerView(url.href, selectors, { identify, absenceWords })];
}
