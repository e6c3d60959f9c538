import type { Fetch } from '#domain/fetch.ts';
import { jsonOf, type Question } from '../asking/ask.ts';
import { absent, type Finding, live, unknown } from '../asking/finding.ts';
import { pathOf } from '../asking/schema-path.ts';
import { inactive, readError } from './absences.ts';
import { accountStatusSchema, repositoryRecordSchema } from './schemas.ts';
import { askAnywhere, askDirectory, request } from './server.ts';
import type { PostName } from './urls.ts';

/**
 * Asks the author's own server, independent of the AppView, first for the account and then whether it still holds the
 * record: of accounts that are not active it lets the AppView answer for the record.
 */
export async function askRepository(name: PostName, fetch: Fetch, signal: AbortSignal): Promise<Finding[]> {
  const server = await askDirectory(name.author, fetch, signal);
  if (server.kind === 'finding') return [server.finding];
  const status = await askStatus(server.url, name, fetch, signal);
  if (status?.outcome.kind === 'absent') return [status];
  const record = await askRecord(server.url, name, fetch, signal);
  return status === null ? [record] : [status, record];
}

/** Null where the account is active, which says nothing of the post. */
async function askStatus(
  server: URL,
  { author }: PostName,
  fetch: Fetch,
  signal: AbortSignal,
): Promise<Finding | null> {
  const url = new URL('/xrpc/com.atproto.sync.getRepoStatus', server);
  url.searchParams.set('did', author);
  const question: Question = { source: 'bluesky/server', url: url.href, request };
  const answer = await askAnywhere(question, fetch, signal);
  if (answer.kind !== 'answer') return answer.finding;
  const { response, raw } = answer;
  if (response.status !== 200) return { ...readError(question, response), raw: [raw] };
  const said = accountStatusSchema.safeParse(jsonOf(response));
  if (!said.success) return { ...unknown(question, response, 'unreadable', pathOf(said.error)), raw: [raw] };
  const absence = said.data.active ? undefined : inactive.get(said.data.status ?? '');
  if (absence === undefined) return null;
  return { ...absent(question, response, absence, true, `the account is ${said.data.status}`), raw: [raw] };
}

async function askRecord(
  server: URL,
  { author, rkey }: PostName,
  fetch: Fetch,
  signal: AbortSignal,
): Promise<Finding> {
  const url = new URL('/xrpc/com.atproto.repo.getRecord', server);
  url.searchParams.set('repo', author);
  url.searchParams.set('collection', 'app.bsky.feed.post');
  url.searchParams.set('rkey', rkey);
  const question: Question = { source: 'bluesky/repository', url: url.href, request };
  const answer = await askAnywhere(question, fetch, signal);
  if (answer.kind !== 'answer') return answer.finding;
  const { response, raw } = answer;
  if (response.status !== 200) return { ...readError(question, response), raw: [raw] };
  const record = repositoryRecordSchema.safeParse(jsonOf(response));
  const finding = record.success
    ? live(question, response, null, `created ${record.data.value.createdAt}`)
    : unknown(question, response, 'unreadable', pathOf(record.error));
  return { ...finding, raw: [raw] };
}
