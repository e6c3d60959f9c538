import { AddressRefusedError, type Fetch } from '#domain/fetch.ts';
import { parseHttpUrl } from '#domain/url.ts';
import { ask, jsonOf, type Question } from '../asking/ask.ts';
import { absent, type Finding, findingOfObstacle, unknown } from '../asking/finding.ts';
import { pathOf } from '../asking/schema-path.ts';
import { didDocumentSchema } from './schemas.ts';

export const request = { headers: { accept: 'application/json' }, maxBytes: 500_000, timeoutMs: 15_000 };

export type Server = { kind: 'server'; url: URL } | { kind: 'finding'; finding: Finding };

/** Which server holds the account's records, by its DID document. */
export async function askDirectory(did: string, fetch: Fetch, signal: AbortSignal): Promise<Server> {
  const question: Question = { source: 'bluesky/directory', url: documentUrlOf(did), request };
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
export async function askAnywhere(question: Question, fetch: Fetch, signal: AbortSignal): Promise<Asked> {
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
