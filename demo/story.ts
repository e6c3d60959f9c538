import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { ApiClient } from './api-client.ts';
import type { Progress } from './progress.ts';
import type { RunningService } from './service.ts';
import { type DemoWeb, foundingPost } from './sites/index.ts';

/** What of the API's answers the story reads. */
interface Submission {
  id: string;
  embeds: { foundUrl: string; postId: string; captureId: string; captureStatus: string }[];
}
interface Capture {
  outcome: string;
  missing: { role: string; reason: string }[];
  record: { author: { name: string; handle: string }; publishedAt: string } | null;
  artifacts: { name: string; role: string; bytes: number; width: number | null; height: number | null }[];
}
interface Post {
  postId: string;
  state: string;
}

const rechecksWithinMs = 60_000;

/** Archives a post that an article only quotes, loses the original, and shows what is left. Returns the card's address. */
export async function tellStory(
  { service, web, progress }: { service: RunningService; web: DemoWeb; progress: Progress },
  signal: AbortSignal,
): Promise<string> {
  const api = new ApiClient(service, signal);

  const submission = await progress.step('submitting examples/hajin.txt', (update) => submit(api, update));
  const captureId = submission.embeds[0]?.captureId ?? '';
  await progress.step('capturing', (update) => follow(api, submission.id, update));
  const capture = await api.get<Capture>(`/v1/captures/${captureId}`);
  tellCapture(capture, progress);

  await progress.step('the original is deleted: X shows a tombstone, its oEmbed answers 404', async () => {
    web.deletePost(foundingPost.id);
  });
  await progress.step('looking again', (update) => recheck(api, update, signal));

  const cardUrl = `${service.baseUrl}/embed/${foundingPost.postId}`;
  await progress.step('reading the card', (update) => readCard(cardUrl, update, signal));
  return cardUrl;
}

async function submit(api: ApiClient, update: (words: string) => void): Promise<Submission> {
  const text = await readFile(new URL('../examples/hajin.txt', import.meta.url), 'utf8');
  const submission = await api.post<Submission>('/v1/submissions', { text });
  const found = submission.embeds.map(({ foundUrl }) => foundUrl).join(', ');
  update(`submitted examples/hajin.txt, an article in plain text: it embeds ${found || 'nothing'}`);
  expectThat(submission.embeds.length === 1, `one embed in the article, found ${submission.embeds.length}`);
  return submission;
}

async function follow(api: ApiClient, submissionId: string, update: (words: string) => void): Promise<void> {
  const rungs: string[] = [];
  for await (const { event, data } of api.events(`/v1/submissions/${submissionId}/events`)) {
    if (event === 'capture' && typeof data.rung === 'string' && rungs.at(-1) !== data.rung) {
      rungs.push(data.rung);
      update(`capturing: ${rungs.join(' · ')}`);
    }
    if (event === 'done') {
      break;
    }
  }
  const { embeds } = await api.get<Submission>(`/v1/submissions/${submissionId}`);
  const status = embeds[0]?.captureStatus;
  expectThat(status === 'complete', `a complete capture, it is ${status}`);
}

function tellCapture(capture: Capture, progress: Progress): void {
  const { record, artifacts } = capture;
  progress.line(`    ${record?.author.name} (@${record?.author.handle}), ${record?.publishedAt}`);
  for (const { name, role, bytes, width, height } of artifacts) {
    const size = width === null ? '' : `  ${width} × ${height}`;
    progress.line(`    ${role.padEnd(16)} ${name.padEnd(24)} ${String(bytes).padStart(8)} bytes${size}`);
  }
}

async function recheck(api: ApiClient, update: (words: string) => void, signal: AbortSignal): Promise<void> {
  await api.post(`/v1/posts/${foundingPost.postId}/recheck`);
  const deadline = AbortSignal.timeout(rechecksWithinMs);
  let { state } = await api.get<Post>(`/v1/posts/${foundingPost.postId}`);
  while (state !== 'deleted') {
    expectThat(!deadline.aborted, `the post to be seen as deleted, it is ${state}`);
    await wait(200, undefined, { signal });
    ({ state } = await api.get<Post>(`/v1/posts/${foundingPost.postId}`));
  }
  update('looked again: two sources agree, the post is deleted');
}

/** Without a key and without script, as a reader of the article would get it. */
async function readCard(
  cardUrl: string,
  update: (words: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const answer = await fetch(cardUrl, { signal });
  expectThat(answer.ok, `the card, it answered ${answer.status}`);
  const card = await answer.text();
  expectThat(
    lettersOf(card.replace(/<[^>]*>/g, '')).includes(lettersOf(foundingPost.post.text)),
    'the words of the post in the card',
  );
  const source = /<(?:video|source)\b[^>]*?\bsrc="([^"]+)"/.exec(card)?.[1];
  expectThat(source !== undefined, 'a video in the card');
  const videoUrl = new URL((source ?? '').replaceAll('&amp;', '&'), cardUrl);
  expectThat(videoUrl.origin === new URL(cardUrl).origin, `the video to be ours, it is at ${videoUrl}`);
  const video = await fetch(videoUrl, { headers: { range: 'bytes=0-1023' }, signal });
  const bytes = new Uint8Array(await video.arrayBuffer());
  expectThat([200, 206].includes(video.status), `the video, it answered ${video.status}`);
  expectThat(new TextDecoder().decode(bytes.subarray(4, 8)) === 'ftyp', 'an MP4 file');
  update(
    `the card outlived the post: it has the words, and its video answers ${video.status} from our storage`,
  );
}

function lettersOf(text: string): string {
  return text.replace(/[^\p{L}\p{N}]+/gu, '');
}

function expectThat(holds: boolean, expected: string): void {
  if (!holds) {
    throw new Error(`expected ${expected}`);
  }
}
