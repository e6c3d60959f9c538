import { createDemoWeb, foundingPost, photosPost } from '../../demo/sites/index.ts';
import type { Site } from '../support/recorded-web/recorded-web.ts';
import { createWorld, type World } from '../support/world.ts';

/** This service on its embedded defaults, with two posts captured whose originals' fates differ. */
export interface Archive extends AsyncDisposable {
  world: World;
  gone: ArchivedPost;
  living: ArchivedPost;
}

export interface ArchivedPost {
  postId: string;
  /** Of the original. */
  url: string;
  captureId: string;
  embedUrl: string;
  text: string;
  state: string;
}

export const webhookUrl = 'https://receiver.newsroom.example/hook';

export const feedUrl = 'https://receiver.newsroom.example/feed';

/** Takes webhooks and has a feed without entries. */
const receiver: Site = {
  host: new URL(webhookUrl).host,
  handle: ({ url }) =>
    url.pathname === '/feed'
      ? { headers: { 'content-type': 'application/rss+xml' }, body: emptyFeed }
      : { status: 204 },
};
const emptyFeed = '<rss version="2.0"><channel><title>News</title></channel></rss>';

interface ShownPost {
  state: string;
  canonicalUrl: string;
  currentCaptureId: string;
  embedUrl: string;
  text: string;
}

export async function openArchive(): Promise<Archive> {
  const web = await createDemoWeb();
  const world = await createWorld([...web.sites, receiver]);
  try {
    const { gone, living } = { gone: foundingPost.postId, living: photosPost.postId };
    const urls = [foundingPost, photosPost].map(({ id }) => `https://x.com/i/status/${id}`);
    await world.archive({ urls });
    web.deletePost(foundingPost.id);
    // Asked for anew, it is looked at, and two sources say that it is gone.
    await world.archive({ urls: urls.slice(0, 1), maxAgeSeconds: 0 });
    const [goneNow, livingNow] = await Promise.all([shown(world, gone), shown(world, living)]);
    return {
      world,
      gone: goneNow,
      living: livingNow,
      [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
    };
  } catch (error) {
    await world[Symbol.asyncDispose]();
    throw error;
  }
}

async function shown(world: World, postId: string): Promise<ArchivedPost> {
  const post = await world.getJson<ShownPost>(`/v1/posts/${postId}`);
  const { canonicalUrl: url, currentCaptureId: captureId, embedUrl, text, state } = post;
  return { postId, url, captureId, embedUrl, text, state };
}
