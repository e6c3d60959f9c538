import { createWriteStream } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { CommandFailure, UsageError } from './failures.ts';

export interface ServiceAnswer {
  status: number;
  /** Parsed JSON; null where the answer has none. */
  body: unknown;
}

export interface ServiceEvent {
  id: string;
  event: string;
  data: unknown;
}

/** The service, wherever it runs: in this process or in the one that holds DATA_DIR. */
export interface ServiceClient extends AsyncDisposable {
  request(method: string, path: string, body?: unknown): Promise<ServiceAnswer>;
  /** Writes a good answer's body to `path`, which must not be there; null then, else the answer. */
  download(method: string, path: string, body: unknown, toFile: string): Promise<ServiceAnswer | null>;
  /** Ends when the service ends the stream. */
  events(path: string): AsyncIterable<ServiceEvent>;
}

/** The service that listens on that control socket. */
export function connectService(socketPath: string): ServiceClient {
  return {
    async request(method, path, body) {
      const response = await send(socketPath, method, path, body);
      const content = await readText(response).catch(brokenOff);
      return { status: response.statusCode ?? 0, body: content === '' ? null : JSON.parse(content) };
    },
    async download(method, path, body, toFile) {
      const response = await send(socketPath, method, path, body);
      if (response.statusCode !== 200) {
        return { status: response.statusCode ?? 0, body: await readJson(response).catch(brokenOff) };
      }
      await pipeline(response, createWriteStream(toFile, { flags: 'wx', flush: true })).catch(brokenOff);
      return null;
    },
    async *events(path) {
      const response = await send(socketPath, 'GET', path, undefined);
      if (response.statusCode !== 200) {
        throw new CommandFailure(
          problemWords({ status: response.statusCode ?? 0, body: await readJson(response) }),
        );
      }
      try {
        yield* parseEvents(response.setEncoding('utf8'));
      } catch (error) {
        brokenOff(error);
      }
    },
    async [Symbol.asyncDispose]() {},
  };
}

/** The body of a good answer. Throws what a person can act on for any other. */
export function expectAnswer(answer: ServiceAnswer): unknown {
  if (answer.status === 400 || answer.status === 413) {
    throw new UsageError(problemWords(answer));
  }
  if (answer.status >= 300) {
    throw new CommandFailure(problemWords(answer));
  }
  return answer.body;
}

const problemSchema = z.object({
  title: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).default([]),
});

function problemWords({ status, body }: ServiceAnswer): string {
  const problem = problemSchema.safeParse(body);
  if (!problem.success) {
    return `The service answered ${status}`;
  }
  const { title, detail, errors } = problem.data;
  return errors.length > 0
    ? errors.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('\n')
    : (detail ?? title);
}

function send(socketPath: string, method: string, path: string, body: unknown): Promise<IncomingMessage> {
  const content = body === undefined ? null : JSON.stringify(body);
  const headers =
    content === null
      ? {}
      : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(content) };
  const answer = Promise.withResolvers<IncomingMessage>();
  const request = httpRequest({ socketPath, method, path, headers, agent: false }, answer.resolve);
  request.on('error', answer.reject);
  request.end(content ?? undefined);
  return answer.promise.catch(brokenOff);
}

/** A service that starts, stops or dies under a command; not what our own code did with its answer. */
function brokenOff(error: unknown): never {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    throw new CommandFailure(
      `The service that holds DATA_DIR does not answer any more, or not yet (${error.code}). What it accepted goes on when it runs again.`,
    );
  }
  throw error;
}

async function readJson(response: IncomingMessage): Promise<unknown> {
  const content = await readText(response);
  return content.startsWith('{') ? JSON.parse(content) : null;
}

/** A stream of server-sent events (WHATWG HTML, section 9.2.6), as this service writes them. */
async function* parseEvents(chunks: AsyncIterable<string>): AsyncGenerator<ServiceEvent> {
  let buffered = '';
  for await (const chunk of chunks) {
    const blocks = (buffered + chunk).split('\n\n');
    buffered = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(
        block
          .split('\n')
          .filter((line) => line.includes(': ') && !line.startsWith(':'))
          .map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]),
      );
      const data = fields.get('data');
      if (data !== undefined) {
        yield { id: fields.get('id') ?? '', event: fields.get('event') ?? 'message', data: JSON.parse(data) };
      }
    }
  }
}
