import type { Command } from 'commander';
import { z } from 'zod';
import { CommandFailure } from '../failures.ts';
import { expectAnswer, type ServiceClient } from '../service-client.ts';
import { oneLine, print, printJson } from '../terminal.ts';

/** What the archive holds of a post or a capture. */
export function addShow(program: Command): void {
  program
    .command('show')
    .description('show what the archive holds')
    .argument('<what>', 'a post’s id or any URL of it, or a capture’s id')
    .option('--json', 'print one JSON document')
    .action(async (what: string, { json }: { json?: boolean }) => {
      const { openService } = await import('#local-service.ts');
      await using service = await openService('api');
      const found = await lookUp(what, service);
      if (json) {
        printJson(found.body);
      } else if (found.kind === 'post') {
        describePost(postSchema.parse(found.body));
      } else {
        describeCapture(captureSchema.parse(found.body));
      }
    });
}

async function lookUp(
  what: string,
  service: ServiceClient,
): Promise<{ kind: 'post' | 'capture'; body: unknown }> {
  const id = encodeURIComponent(what);
  for (const kind of ['post', 'capture'] as const) {
    const answer = await service.request('GET', `/v1/${kind}s/${id}`);
    if (answer.status !== 404) {
      return { kind, body: expectAnswer(answer) };
    }
  }
  throw new CommandFailure(`${what}: no such post or capture is held here`);
}

const postSchema = z.object({
  postId: z.string(),
  canonicalUrl: z.string(),
  state: z.string(),
  stateSince: z.string().nullable(),
  author: z.object({ name: z.string().nullable(), handle: z.string().nullable() }).nullable(),
  text: z.string().nullable(),
  quotation: z.object({ text: z.string().nullable() }).nullable(),
  publishedAt: z.string().nullable(),
  embedUrl: z.string(),
  captures: z.array(
    z.object({ id: z.string(), takenAt: z.string().nullable(), outcome: z.string(), source: z.string() }),
  ),
});

function describePost(post: z.output<typeof postSchema>): void {
  print(`${post.postId}  ${post.canonicalUrl}`);
  print(`state     ${post.state}${post.stateSince ? ` since ${post.stateSince}` : ''}`);
  if (post.author) {
    print(
      `author    ${[post.author.name, post.author.handle && `@${post.author.handle}`].filter(Boolean).join(' ')}`,
    );
  }
  print(`published ${post.publishedAt ?? 'unknown'}`);
  if (post.text !== null) {
    print(`text      ${oneLine(post.text)}`);
  } else if (post.quotation?.text) {
    print(`quoted    ${oneLine(post.quotation.text)}`);
  }
  print(`card      ${post.embedUrl}`);
  for (const { id, takenAt, outcome, source } of post.captures) {
    print(`capture   ${id}  ${takenAt ?? '-'}  ${outcome}  ${source}`);
  }
}

const captureSchema = z.object({
  id: z.string(),
  postId: z.string(),
  status: z.string(),
  takenAt: z.string().nullable(),
  missing: z.array(z.object({ role: z.string(), reason: z.string() })),
  artifacts: z.array(
    z.object({ name: z.string(), mediaType: z.string(), bytes: z.number(), sha256: z.string() }),
  ),
});

export function describeCapture(capture: z.output<typeof captureSchema>): void {
  print(`${capture.id}  ${capture.postId}  ${capture.status}  ${capture.takenAt ?? '-'}`);
  for (const { name, mediaType, bytes, sha256 } of capture.artifacts) {
    print(`  ${name}  ${mediaType}  ${bytes} bytes  ${sha256}`);
  }
  for (const { role, reason } of capture.missing) {
    print(`  without ${role}: ${oneLine(reason)}`);
  }
}

export { captureSchema as shownCaptureSchema };
