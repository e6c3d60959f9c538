import type { Fetch } from '#domain/fetch.ts';
import type { PostId } from '#domain/post.ts';
import { ask, jsonOf } from '../asking/ask.ts';
import { mayBeUnknowing, tellHost } from '../asking/other-site.ts';
import { postIdentity } from '../identity.ts';
import type { Resolution } from '../platform.ts';
import { apiQuestion, videoQuestion } from './question.ts';
import { configSchema, videoSchema } from './schemas.ts';
import { canonicalUrl, videoOf } from './urls.ts';

/** Whether the host is a server of PeerTube at all: other sites have such paths too. What became of the video the look tells. */
export async function resolve(postId: PostId, fetch: Fetch, signal: AbortSignal): Promise<Resolution> {
  const video = videoOf(postId);
  if (video === null) throw new Error(`"${postId}" is no post id of PeerTube`);
  const { host, uuid } = video;
  const url = canonicalUrl(postId);
  const answer = await ask(videoQuestion(host, uuid), fetch, signal);
  if (answer.kind === 'obstacle') {
    const { obstacle, detail, retryAfterMs } = answer;
    return { kind: 'unknown', obstacle, detail, retryAfterMs };
  }
  const { response } = answer;
  const isVideo = response.status === 200 && videoSchema.safeParse(jsonOf(response)).success;
  if (!isVideo && mayBeUnknowing(response.status)) {
    const config = apiQuestion('peertube/config', `https://${host}/api/v1/config`);
    const server = await tellHost([config], (json) => configSchema.safeParse(json).success, fetch, signal);
    if (server.kind === 'other-site') {
      const detail = `${host} does not speak PeerTube’s API: HTTP ${response.status} for the video; ${server.detail}`;
      return { kind: 'other-site', detail, chain: [url] };
    }
    if (server.kind === 'unknown') return server;
  }
  return { kind: 'resolved', identity: postIdentity('peertube', 'video', postId, url), chain: [url] };
}
