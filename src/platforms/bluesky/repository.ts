import { AddressRefusedError, type Fetch } from '#domain/fetch.ts';
import { parseHttpUrl } from '#domain/url.ts';
import { ask, jsonOf, type Question } from '../asking/ask.ts';
import { absent, type Finding, findingOfObstacle, live, unknown } from '../asking/finding.ts';
import { pathOf } from '../asking/schema-path.ts';
import { readError } from './absences.ts';
import { didDocumentSchema, repositoryRecordSchema } from './schemas.ts';
import type { PostName } from './urls.ts';

const request = { headers: { accept: 'application/json' }, maxBytes: 500_000, timeoutMs: 15_000 };

/** Asks the author's own server, independent of the AppView, whether it still holds the record: it knows of the account. */
export async function askRepository(name: PostName, fetch: Fetch, signal: AbortSignal): Promise<Finding[]> {
  const server = await askDirectory(name, fetch, signal);
  if (server.kind === 'finding') return [server.finding];
  const url = new URL('/xrpc/com.atproto.repo.getRecord', server.url);
  url.searchParams.set('repo', name.author);
  url.searchParams.set('collection', 'app.bsky.feed.post');
  url.searchParams.set('rkey', name.rkey);
  const question: Question = { source: 'bluesky/repository', url: url.href, request };
  const answer = await askAnywhere(question, fetch, signal);
  if (answer.kind !== 'answer') return [answer.finding];
  const { response, raw } = answer;
  if (response.status !== 200) return [{ ...readError(question, response), raw: [raw] }];
  const record = repositoryRecordSchema.safeParse(jsonOf(response));
  const finding = record.success
    ? live(question, response, null, `created ${record.data.value.createdAt}`)
    : unknown(question, response, 'unreadable', pathOf(record.error));
  return [{ ...finding, raw: [raw] }];
}

type Server = { kind: 'server'; url: URL } | { kind: 'finding'; finding: Finding };

/** Which server holds the account's records, by its DID document. */
async function askDirectory({ author }: PostName, fetch: Fetch, signal: AbortSignal): Promise<Server> {
  const question: Question = { source: 'bluesky/directory', url: documentUrlOf(author), request };
  const answer = await askAnywhere(question, fetch, signal);
  if (answer.kind !== 'answer') return answer;
  const { response, raw } = answer;
  const found = (finding: Finding): Server => ({ kind: 'finding', finding: { ...finding, raw: [raw] } });
  // A DID that was given up for good is a tombstone, 410.
  if (response.status === 410) return found(absent(question, response, 'account-gone', true, 'HTTP 410'));
  if (response.status !== 200)
    return found(unknown(question, response, 'unreadable', `HTTP ${response.status}`));
  const document = didDocumentSchema.safeParse(jsonOf(response));
  if (!document.success) return found(unknown(question, response, 'unreadable', pathOf(document.error)));
  const service = document.data.service.find(({ id }) => id.endsWith('#atproto_pds'));
  const url = parseHttpUrl(service?.serviceEndpoint ?? '');
  if (url === null)
    return found(unknown(question, response, 'unreadable', 'service: no server of the account'));
  return { kind: 'server', url };
}

function documentUrlOf(did: string): string {
  if (did.startsWith('did:plc:')) return `https://plc.directory/${did}`;
  return `https://${decodeURIComponent(did.slice('did:web:'.length))}/.well-known/did.json`;
}

type Asked =
  | Extract<Awaited<ReturnType<typeof ask>>, { kind: 'answer' }>
  | { kind: 'finding'; finding: Finding };

/** The address is of the account's own choosing, so one that is not visited says nothing of the post and stops nothing. */
async function askAnywhere(question: Question, fetch: Fetch, signal: AbortSignal): Promise<Asked> {
  try {
    const answer = await ask(question, fetch, signal);
    return answer.kind === 'answer' ? answer : { kind: 'finding', finding: findingOfObstacle(answer) };
  } catch (error) {
    if (!(error instanceof AddressRefusedError)) throw error;
    return { kind: 'finding', finding: refused(question, error) };
  }
}

function refused({ source, url }: Question, { message: detail }: AddressRefusedError): Finding {
  const at = new Date().toISOString();
  return {
    signal: { source, at, url, httpStatus: null, says: 'unreachable', detail },
    outcome: { kind: 'unknown', obstacle: 'unreachable', detail, retryAfterMs: null },
    raw: [],
  };
}
