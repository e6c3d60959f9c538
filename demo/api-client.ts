import type { RunningService } from './service.ts';

export interface ServerSentEvent {
  event: string;
  data: Record<string, unknown>;
}

/** The few calls that the demo makes of the HTTP API, as any client would. */
export class ApiClient {
  readonly baseUrl: string;
  readonly #headers: Record<string, string>;
  readonly #signal: AbortSignal;

  constructor(service: RunningService, signal: AbortSignal) {
    this.baseUrl = service.baseUrl;
    this.#headers = { authorization: `Bearer ${service.adminKey}` };
    this.#signal = signal;
  }

  get<T>(path: string): Promise<T> {
    return this.#json<T>(path, {});
  }

  post<T>(path: string, body?: unknown): Promise<T> {
    const json = { 'content-type': 'application/json' };
    return this.#json<T>(path, {
      method: 'POST',
      ...(body !== undefined && { headers: json, body: JSON.stringify(body) }),
    });
  }

  /** Ends when the server ends the stream. */
  async *events(path: string): AsyncGenerator<ServerSentEvent> {
    const answer = await this.#ask(path, { headers: { accept: 'text/event-stream' } });
    let unread = '';
    for await (const text of (answer.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
      const blocks = (unread + text).split('\n\n');
      unread = blocks.pop() ?? '';
      yield* blocks.map(parseEvent).filter((event) => event !== null);
    }
  }

  async #json<T>(path: string, init: RequestInit): Promise<T> {
    return (await (await this.#ask(path, init)).json()) as T;
  }

  async #ask(path: string, init: RequestInit): Promise<Response> {
    const headers = { ...this.#headers, ...init.headers };
    const answer = await fetch(`${this.baseUrl}${path}`, { ...init, headers, signal: this.#signal });
    if (!answer.ok) {
      throw new Error(`${init.method ?? 'GET'} ${path} answered ${answer.status}: ${await answer.text()}`);
    }
    return answer;
  }
}

/** Null for comments, which keep the connection open. */
function parseEvent(block: string): ServerSentEvent | null {
  const fields = new Map(
    block
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const data = fields.get('data');
  return data === undefined ? null : { event: fields.get('event') ?? 'message', data: JSON.parse(data) };
}
