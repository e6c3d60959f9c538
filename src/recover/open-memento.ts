import type { RawResponse, Signal } from '#domain/look.ts';
import type { ArchivedAnswer } from '#platforms/archived.ts';
import { ask } from '#platforms/asking/ask.ts';
import type { Memento } from './memento.ts';
import type { RecoveryTools } from './recover-post.ts';

const timeoutMs = 60_000;
const maxBytes = 12_000_000;

export type OpenedMemento =
  | { kind: 'opened'; answer: ArchivedAnswer; raw: RawResponse; signal: Signal }
  | { kind: 'unopened'; signal: Signal };

/** The body of a memento as the site sent it; what the archive itself says instead is no copy. */
export async function openMemento(
  memento: Memento,
  { fetch }: RecoveryTools,
  signal: AbortSignal,
): Promise<OpenedMemento> {
  const question = { source: 'archive/memento', url: memento.rawUrl, request: { timeoutMs, maxBytes } };
  const answer = await ask(question, fetch, signal);
  if (answer.kind === 'obstacle') {
    return { kind: 'unopened', signal: answer.signal };
  }
  const { response } = answer;
  const said: Signal = {
    source: question.source,
    at: response.receivedAt,
    url: memento.rawUrl,
    httpStatus: response.status,
    says: 'unreadable',
    detail: `HTTP ${response.status}`,
  };
  if (response.status !== 200) {
    return { kind: 'unopened', signal: said };
  }
  const mediaType = response.headers['content-type'] ?? memento.mediaType;
  const archived = { url: memento.url, mediaType, body: response.body };
  return { kind: 'opened', answer: archived, raw: { ...answer.raw, name: 'memento' }, signal: said };
}
