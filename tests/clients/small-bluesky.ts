import { DID, post, RKEY, target, thread, uri } from '../platforms/bluesky/synthetic.ts';
import { browserNoise, type RecordedAnswer, type Site } from '../support/recorded-web/recorded-web.ts';

/** A Bluesky with one post. */
export const blueskyPost = {
  postId: target.postId,
  /** As the site's own element for articles has it. */
  element: `<bluesky-post src="${uri}"></bluesky-post>`,
};

const json = (body: object): RecordedAnswer => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

export const smallBluesky: Site[] = [
  {
    host: 'public.api.bsky.app',
    handle: ({ url }) => (url.pathname === '/xrpc/app.bsky.feed.getPostThread' ? json(thread(post())) : null),
  },
  {
    host: 'embed.bsky.app',
    noise: browserNoise,
    handle: ({ url }) =>
      url.pathname === `/embed/${DID}/app.bsky.feed.post/${RKEY}` ? { body: embedPage } : null,
  },
];

/** The structure by which the real one is read. */
const embedPage = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Post by Ada</title><body><div id="app">
<div style="padding: 16px"><a href="https://bsky.app/profile/${DID}">Ada</a> <a href="https://bsky.app/profile/${DID}">@ada.example.org</a>
<p>Snow</p><a href="https://bsky.app/profile/${DID}/post/${RKEY}"><time datetime="2024-09-11T17:15:16.000Z">Sep 11, 2024 at 5:15 PM</time></a>
</div></div></body></html>`;
