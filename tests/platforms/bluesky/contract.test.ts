import { bluesky } from '#platforms/bluesky/index.ts';
import { platformContract } from '../../contracts/platform.ts';
import { sources } from '../sources.ts';
import { DID, RKEY, target, thread } from './synthetic.ts';

const byHandle = `bluesky:ada.example.org:${RKEY}`;

platformContract(bluesky, {
  urls: [
    [`https://bsky.app/profile/${DID}/post/${RKEY}`, target.postId],
    [`https://bsky.app/profile/${DID}/post/${RKEY}/?ref_src=embed`, target.postId],
    [`https://bsky.app/profile/${DID.replaceAll(':', '%3A')}/post/${RKEY}`, target.postId],
    [`https://staging.bsky.app/profile/${DID}/post/${RKEY}/liked-by`, target.postId],
    [`https://embed.bsky.app/embed/${DID}/app.bsky.feed.post/${RKEY}?id=1`, target.postId],
    [
      `https://embed.bsky.app/oembed?url=https%3A%2F%2Fbsky.app%2Fprofile%2F${DID}%2Fpost%2F${RKEY}`,
      target.postId,
    ],
    [
      `https://public.api.bsky.app/xrpc/app.bsky.feed.getPostThread?uri=at://${DID}/app.bsky.feed.post/${RKEY}`,
      target.postId,
    ],
    [`https://web.archive.org/web/2025/https://bsky.app/profile/${DID}/post/${RKEY}`, target.postId],
    [`https://bsky.app/profile/ada.example.org/post/${RKEY}`, byHandle],
    [`https://bsky.app/profile/@Ada.Example.org/post/${RKEY}`, byHandle],
    [`https://main.bsky.dev/profile/ada.example.org/post/${RKEY}`, byHandle],
    [`https://fxbsky.app/profile/ada.example.org/post/${RKEY}`, byHandle],
    [`https://deer.social/profile/ada.example.org/post/${RKEY}`, byHandle],
    [`at://ada.example.org/app.bsky.feed.post/${RKEY}`, byHandle],
    ['https://bsky.app/profile/ada.example.org', null],
    ['https://bsky.app/profile/ada.example.org/lists/3abc', null],
    ['https://bsky.app/profile/ada/post/3abc', null],
    ['https://bsky.app/search?q=snow', null],
    ['https://bsky.app/intent/compose?text=a', null],
    [`https://cdn.bsky.app/img/feed_fullsize/plain/${DID}/bafy@jpeg`, null],
  ],
  foreign: [
    `https://notbsky.app/profile/ada.example.org/post/${RKEY}`,
    `https://bsky.app.example.org/profile/ada.example.org/post/${RKEY}`,
    `https://bsky.app:8443/profile/ada.example.org/post/${RKEY}`,
    `ftp://bsky.app/profile/ada.example.org/post/${RKEY}`,
    `at://ada.example.org/app.bsky.feed.like/${RKEY}`,
  ],
  canonicalUrls: 'computed',
  provisional: byHandle,
  target,
  alive: sources({ getPostThread: [200, thread()] }),
});
