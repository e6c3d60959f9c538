import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import { CommandFailure, UsageError } from '../failures.ts';
import { expectAnswer, type ServiceClient } from '../service-client.ts';
import { note, print, printJson } from '../terminal.ts';

const postSchema = z.looseObject({
  postId: z.string(),
  state: z.string(),
  stateSince: z.string().nullable(),
  lookedAt: z.string().nullable(),
});
type Post = z.output<typeof postSchema>;
const watchesSchema = z.object({
  items: z.array(z.looseObject({ postId: z.string() })),
  nextCursor: z.string().nullable(),
});

const askAgainMs = 500;
/** A look that finds the platform closed is put off for minutes; that is not waited for. */
const patienceMs = 180_000;

/** Looks at posts again and says what is believed of them now. */
export function addRecheck(program: Command): void {
  program
    .command('recheck')
    .description('look again at posts')
    .argument('[post...]', 'posts, by any id or URL')
    .option('--due', 'all whose time has come')
    .option('--json', 'print a JSON document a line')
    .action(async (names: string[], { due, json }: { due?: boolean; json?: boolean }) => {
      if (names.length > 0 === (due === true)) {
        throw new UsageError('Name the posts to look at again, or give --due for all whose time has come');
      }
      const { openService } = await import('#local-service.ts');
      await using service = await openService('all');
      const asked = due
        ? await requestDue(service)
        : await Promise.all(names.map((name) => request(name, service)));
      if (asked.length === 0) {
        note('Nothing is due.');
      }
      const late = (
        await Promise.all(asked.map((post) => followAndPrint(post, service, json === true)))
      ).filter((inTime) => !inTime);
      if (late.length > 0) {
        throw new CommandFailure('');
      }
    });
}

async function request(name: string, service: ServiceClient): Promise<Post> {
  const answer = await service.request('POST', `/v1/posts/${encodeURIComponent(name)}/recheck`);
  if (answer.status === 404) {
    throw new CommandFailure(`${name}: no such post is held here`);
  }
  return postSchema.parse(expectAnswer(answer));
}

/** Those whose time has come; each is asked for, that it waits behind no other. */
async function requestDue(service: ServiceClient): Promise<Post[]> {
  const due: string[] = [];
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({ due: 'true', limit: '100', ...(cursor !== null && { cursor }) });
    const page = watchesSchema.parse(expectAnswer(await service.request('GET', `/v1/watches?${query}`)));
    due.push(...page.items.map(({ postId }) => postId));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return Promise.all(due.map((postId) => request(postId, service)));
}

/** Every look has its time; that it is another says that the post was looked at. */
async function followAndPrint(before: Post, service: ServiceClient, json: boolean): Promise<boolean> {
  const path = `/v1/posts/${encodeURIComponent(before.postId)}`;
  const until = performance.now() + patienceMs;
  const read = async () => postSchema.parse(expectAnswer(await service.request('GET', path)));
  let post = await read();
  while (post.lookedAt === before.lookedAt && performance.now() < until) {
    await delay(askAgainMs);
    post = await read();
  }
  if (post.lookedAt === before.lookedAt) {
    note(`${before.postId}: not looked at yet; the service goes on by itself`);
    return false;
  }
  if (json) {
    printJson(post);
  } else {
    print(`${post.postId}  ${post.state}${post.stateSince ? ` since ${post.stateSince}` : ''}`);
  }
  return true;
}
