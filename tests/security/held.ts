import type { TestService } from '../api/service.ts';

/** One of everything that a route can name, made by the admin key. */
export interface Held {
  postId: string;
  /** What `:id` stands for, by the first words of a route. */
  ids: Record<string, string>;
}

/** Words that no answer to a stranger may hold. */
export const heldWords = 'swordfish-of-the-archive';

const postUrl = 'https://x.com/reporter/status/1072857000000000001';

export async function holdOneOfEach(service: TestService): Promise<Held> {
  const make = async (path: string, body: unknown) => {
    const answer = await service.post(path, body);
    if (answer.statusCode >= 300) {
      throw new Error(`${path} answered ${answer.statusCode}: ${answer.body}`);
    }
    return answer.json<{ id: string; embeds?: { captureId: string | null }[] }>();
  };
  const submission = await make('/v1/submissions', { url: postUrl, note: heldWords });
  await make('/v1/collections', { name: 'held', title: heldWords });
  const webhook = await make('/v1/webhooks', {
    ...{ url: 'https://receiver.example.org/hook', events: ['capture.complete'], description: heldWords },
  });
  const test = await make(`/v1/webhooks/${webhook.id}/test`, undefined);
  const source = await make('/v1/sources', { kind: 'generic', name: heldWords });
  const report = await make('/v1/reports', { urls: ['https://news.example.org/article'] });
  const key = await make('/v1/keys', { name: heldWords, scopes: ['read'] });
  return {
    postId: 'x:1072857000000000001',
    ids: {
      submissions: submission.id,
      captures: submission.embeds?.[0]?.captureId ?? 'nothing',
      webhooks: webhook.id,
      deliveries: test.id,
      sources: source.id,
      reports: report.id,
      keys: key.id,
      status: submission.id,
      sheets: 'nothing',
    },
  };
}

/** The path of a route, with what is held where it leaves a gap. */
export function pathOf(url: string, { postId, ids }: Held): string {
  const [, group = 'nothing'] = /^\/(?:v1\/|admin\/|save\/)?([\w-]+)/.exec(url) ?? [];
  return url
    .replace(':postId', encodeURIComponent(postId))
    .replace(':id', ids[group] ?? 'nothing')
    .replace(':name', group === 'collections' ? 'held' : 'record.json')
    .replace(':connector', 'ghost')
    .replace(':time', '20240101000000')
    .replace(':file', 'nothing.js')
    .replace('*', 'nothing');
}

const lists = ['keys', 'posts', 'submissions', 'webhooks', 'collections', 'sources', 'reports', 'watches'];

/** Everything that anybody could have changed, but when keys were last used. */
export async function whatIsHeld(service: TestService): Promise<string> {
  const answers = await Promise.all(lists.map((list) => service.inject({ url: `/v1/${list}` })));
  return answers.map(({ body }) => body.replaceAll(/"lastUsedAt":("[^"]*"|null)/g, '')).join('\n');
}
