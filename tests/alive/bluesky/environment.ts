import { InstalledApart } from '../../support/installed-apart.ts';
import { node22Pins } from '../../support/node-22.ts';

/** What Bluesky's own development network needs. */
export const network = new InstalledApart('bluesky-alive', {
  '@atproto/dev-env': '0.6.7',
  'bluesky-post-embed': '1.0.6',
  ...node22Pins,
});
