import type { View } from '../platform.ts';
import { judgePlayer, type PlayerOf, type PlayerSelectors } from './player-sight.ts';

/** A platform's own embed player in a window of 16:9: a stable size, and none of the page's furniture. */
export function playerView(url: string, selectors: PlayerSelectors, platform: PlayerOf): View {
  return {
    url,
    postSelector: selectors.player,
    settledSelectors: [selectors.player, selectors.error, selectors.consent, selectors.login],
    viewport: { width: 960, height: 540 },
    judge: (page, expected) => judgePlayer(page, selectors, platform, expected),
  };
}
