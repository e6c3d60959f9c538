import { z } from 'zod';
import type { Fetch } from '#domain/fetch.ts';
import { ask } from '#platforms/asking/ask.ts';

const timeoutMs = 60_000;

/** What became of a wish for a copy. */
export type Saving =
  | { kind: 'started'; jobId: string }
  | { kind: 'pending' }
  | { kind: 'saved'; url: string }
  /** It could not be saved; asking again may help. */
  | { kind: 'failed'; detail: string }
  /** The archive's own limits, or nobody answers: ask the same again later. */
  | { kind: 'wait'; detail: string; retryAfterMs: number | null };

const startedSchema = z.object({ job_id: z.string().min(1) });
const statusSchema = z.object({
  status: z.enum(['pending', 'success', 'error']),
  timestamp: z
    .string()
    .regex(/^\d{14}$/)
    .optional(),
  original_url: z.string().optional(),
  status_ext: z.string().optional(),
  message: z.string().optional(),
});

/** Save Page Now 2 (`POST /save`, `GET /save/status/{job_id}`), with a key of archive.org: `<access key>:<secret>`. */
export class SavePageNow {
  readonly #base: string;
  readonly #authorization: string;

  constructor(baseUrl: string, key: string) {
    this.#base = baseUrl.replace(/\/+$/, '');
    this.#authorization = `LOW ${key}`;
  }

  async start(url: string, fetch: Fetch, signal: AbortSignal): Promise<Saving> {
    const body = new URLSearchParams({
      url,
      if_not_archived_within: '1h',
      skip_first_archive: '1',
    }).toString();
    const answer = await this.#ask('/save', fetch, signal, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    if (answer.kind !== 'answer') return answer;
    const started = startedSchema.safeParse(answer.json);
    return started.success
      ? { kind: 'started', jobId: started.data.job_id }
      : { kind: 'failed', detail: `it took nothing on: ${JSON.stringify(answer.json)?.slice(0, 200)}` };
  }

  async follow(jobId: string, fetch: Fetch, signal: AbortSignal): Promise<Saving> {
    const answer = await this.#ask(`/save/status/${encodeURIComponent(jobId)}`, fetch, signal, {});
    if (answer.kind !== 'answer') return answer;
    const status = statusSchema.safeParse(answer.json);
    if (!status.success) return { kind: 'failed', detail: 'its answer is no status' };
    const { timestamp, original_url: url, status_ext: code, message } = status.data;
    if (status.data.status === 'pending') return { kind: 'pending' };
    return status.data.status === 'success' && timestamp && url
      ? { kind: 'saved', url: `${this.#base}/web/${timestamp}/${url}` }
      : { kind: 'failed', detail: code ?? message ?? 'it names no reason' };
  }

  async #ask(
    path: string,
    fetch: Fetch,
    signal: AbortSignal,
    { headers, ...request }: { method?: 'POST'; body?: string; headers?: Record<string, string> },
  ): Promise<{ kind: 'answer'; json: unknown } | (Saving & { kind: 'wait' | 'failed' })> {
    const question = {
      source: 'archive/save',
      url: `${this.#base}${path}`,
      request: {
        ...request,
        headers: { accept: 'application/json', authorization: this.#authorization, ...headers },
        // The key is for this host alone.
        maxRedirects: 0,
        timeoutMs,
      },
    };
    const answer = await ask(question, fetch, signal);
    if (answer.kind === 'obstacle') {
      return { kind: 'wait', detail: answer.detail, retryAfterMs: answer.retryAfterMs };
    }
    const { status, body } = answer.response;
    const json = parse(body);
    return status === 200 && json !== undefined
      ? { kind: 'answer', json }
      : { kind: 'failed', detail: `HTTP ${status}` };
  }
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
