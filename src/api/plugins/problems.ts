import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  CatalogueAwayError,
  DamagedStorageError,
  InvalidInputError,
  StopWorkerError,
  StorageAwayError,
} from '#domain/errors.ts';
import type { Purge } from '#domain/purge.ts';
import { drainUnreadBody } from './unread-body.ts';

/** One thing to mend: `path` as in `urls.3`, empty for the whole. */
export interface ProblemItem {
  path: string;
  message: string;
}

interface ProblemKind {
  status: number;
  title: string;
  /** What `Retry-After` says. */
  retryAfterSeconds?: number;
}

/** Every problem that this API answers with (RFC 9457); the name ends its `type`, and never changes. */
const kinds = {
  'invalid-input': { status: 400, title: 'The request is not valid; mend what errors names' },
  'malformed-request': { status: 400, title: 'The request could not be read' },
  unauthorized: { status: 401, title: 'Send an API key as Authorization: Bearer <key>' },
  forbidden: { status: 403, title: 'This API key may not do that; use one with the scope named in detail' },
  'link-not-valid': { status: 403, title: 'This link has expired or was changed; ask for a new one' },
  'not-found': { status: 404, title: 'There is nothing at this address' },
  gone: { status: 410, title: 'What was here was removed for good; tombstone says when and why' },
  'request-timeout': { status: 408, title: 'The request did not arrive in time; send it again' },
  'idempotency-key-in-use': {
    status: 409,
    title: 'The first request with this Idempotency-Key still runs; send it again shortly',
    retryAfterSeconds: 1,
  },
  'already-exists': { status: 409, title: 'There is one already; change it, or choose another name' },
  'webhook-disabled': {
    status: 409,
    title: 'The webhook is disabled; enable it first: PATCH {"enabled": true}',
  },
  'body-too-large': { status: 413, title: 'The body is larger than 12 MB; send less, or several requests' },
  'unsupported-media-type': { status: 415, title: 'Send the body as Content-Type: application/json' },
  'idempotency-key-reused': {
    status: 422,
    title: 'This Idempotency-Key came with another body before; use a new one',
  },
  'quota-exceeded': {
    status: 429,
    title: 'More was asked for than is allowed in this span; come again after Retry-After seconds',
  },
  'headers-too-large': { status: 431, title: 'The request headers are too large' },
  damaged: {
    status: 500,
    title: 'Something that is held here is damaged; run audit, which names and mends what it can',
  },
  internal: { status: 500, title: 'Something went wrong here; the request may be sent again' },
  'not-implemented': { status: 501, title: 'This service does not offer that; see detail for what it does' },
  'storage-full': {
    status: 507,
    title: 'The archive cannot write to its disk; send the request again when there is space',
  },
  'storage-away': {
    status: 503,
    title: 'The storage of this archive does not answer; send the request again after Retry-After seconds',
    retryAfterSeconds: 30,
  },
  'catalogue-away': {
    status: 503,
    title: 'The database of this archive does not answer; send the request again after Retry-After seconds',
    // A server that was restarted is back within seconds.
    retryAfterSeconds: 10,
  },
  'not-made': { status: 503, title: 'It is being made; ask again after Retry-After seconds' },
  'not-ready': { status: 503, title: 'Not ready: something this service needs does not answer' },
} as const satisfies Record<string, ProblemKind>;
export type ProblemName = keyof typeof kinds;

export const problemSchema = z
  .looseObject({
    type: z.string().describe('Stable: what programs tell problems apart by'),
    title: z.string().describe('What to do about it'),
    status: z.number().int(),
    detail: z.string().optional(),
    errors: z
      .array(
        z.object({ path: z.string().describe('As in `urls.3`; empty for the whole'), message: z.string() }),
      )
      .optional(),
  })
  .describe('RFC 9457')
  .meta({
    id: 'Problem',
    examples: [
      {
        type: 'urn:embed-archiver:problem:invalid-input',
        title: kinds['invalid-input'].title,
        status: 400,
        errors: [{ path: 'urls.3', message: 'is no http: or https: URL' }],
      },
    ],
  });
export type ProblemDocument = z.infer<typeof problemSchema>;

/** Thrown by routes; answered as a problem document. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly problem: ProblemName;
  readonly extensions: Record<string, unknown>;

  constructor(problem: ProblemName, detail?: string, extensions: Record<string, unknown> = {}) {
    super(detail ?? kinds[problem].title);
    this.problem = problem;
    this.extensions = detail === undefined ? extensions : { detail, ...extensions };
  }
}

export function notFound(what: string): Problem {
  return new Problem('not-found', `No such ${what} is held here`);
}

/** What was purged, for those who may see what stood there. */
export function gone(tombstone: Purge): Problem {
  return new Problem('gone', 'Its bytes were removed', { tombstone });
}

/** Makes every error of this application a problem document, Fastify's own included. */
export function addProblems(app: FastifyInstance): void {
  app.setErrorHandler(async (error: FastifyError, request, reply) => {
    const problem = asProblem(error);
    if (kinds[problem.problem].status >= 500 && !noFailures.has(problem.problem)) {
      request.log.error({ err: error, route: request.routeOptions.url }, 'request failed');
    }
    if (problem.problem === 'body-too-large') {
      await drainUnreadBody(request.raw);
    }
    return sendProblem(reply, problem);
  });
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, new Problem('not-found')));
}

/** Answers of 500 and more that say nothing of a fault here. */
const noFailures: ReadonlySet<ProblemName> = new Set(['not-made', 'not-ready', 'not-implemented']);

/** For errors that come before any route, such as a URL that does not decode. */
export function answerFrameworkError(
  error: FastifyError,
  _request: FastifyRequest,
  reply: FastifyReply,
): void {
  void sendProblem(reply, asProblem(error));
}

/** For bytes that are no HTTP: all there is is the socket. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const name: ProblemName =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? 'headers-too-large'
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? 'request-timeout'
        : 'malformed-request';
  const body = JSON.stringify(documentOf(new Problem(name)));
  const { status } = kinds[name];
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/problem+json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

/** What an answer that was begun otherwise must not carry into a problem. */
const headersOfContent = [
  'content-length',
  'content-range',
  'content-disposition',
  'etag',
  'accept-ranges',
  'cache-control',
];

function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  for (const header of headersOfContent) {
    reply.removeHeader(header);
  }
  if (problem.problem === 'unauthorized') {
    reply.header('www-authenticate', 'Bearer realm="embed-archiver"');
  }
  const { retryAfterSeconds }: ProblemKind = kinds[problem.problem];
  if (retryAfterSeconds !== undefined) {
    reply.header('retry-after', retryAfterSeconds);
  }
  return reply
    .code(kinds[problem.problem].status)
    .header('cache-control', 'no-store')
    .header('x-content-type-options', 'nosniff')
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send(documentOf(problem));
}

function documentOf(problem: Problem): ProblemDocument {
  const { status, title } = kinds[problem.problem];
  return { type: `urn:embed-archiver:problem:${problem.problem}`, title, status, ...problem.extensions };
}

/** What an error says to whoever asked; nothing of what failed inside. */
export function explain(error: unknown): {
  status: number;
  title: string;
  retryAfterSeconds: number | null;
  detail: string | null;
  errors: ProblemItem[];
} {
  const problem = asProblem(error instanceof Error ? error : new Error(String(error)));
  const { status, title, detail = null, errors = [] } = documentOf(problem);
  const { retryAfterSeconds }: ProblemKind = kinds[problem.problem];
  return { status, title, retryAfterSeconds: retryAfterSeconds ?? null, detail, errors };
}

/** A commit whose answer was lost is one. */
const mayBeDone =
  'What was to be changed may have been changed all the same; a submission that is sent again with its Idempotency-Key is made once';

function asProblem(error: Error & Partial<FastifyError>): Problem {
  if (error instanceof Problem) {
    return error;
  }
  if (error instanceof InvalidInputError) {
    return new Problem('invalid-input', undefined, {
      errors: [{ path: error.path, message: error.message }],
    });
  }
  if (error instanceof DamagedStorageError) {
    return new Problem('damaged', error.message);
  }
  if (error instanceof StopWorkerError) {
    return new Problem('storage-full', error.message);
  }
  if (error instanceof StorageAwayError) {
    return new Problem('storage-away');
  }
  if (error instanceof CatalogueAwayError) {
    return new Problem('catalogue-away', mayBeDone);
  }
  if (error.validation) {
    return new Problem('invalid-input', undefined, { errors: error.validation.flatMap(toItems) });
  }
  switch (error.statusCode) {
    case 404:
      return new Problem('not-found');
    case 408:
      return new Problem('request-timeout');
    case 413:
      return new Problem('body-too-large');
    case 415:
      return new Problem('unsupported-media-type');
    case 414:
    case 431:
      return new Problem('headers-too-large');
    default:
      // The text of what failed inside is for the log alone.
      return (error.statusCode ?? 500) < 500
        ? new Problem('malformed-request', error.message)
        : new Problem('internal');
  }
}

/** `/urls/3` to `urls.3`; unknown fields are named one by one. */
function toItems(issue: NonNullable<FastifyError['validation']>[number]): ProblemItem[] {
  const path = issue.instancePath.split('/').filter(Boolean).join('.');
  const message = issue.message ?? 'is not valid';
  if (String(issue.keyword) !== 'unrecognized_keys' || !Array.isArray(issue.params.keys)) {
    return [{ path, message }];
  }
  return issue.params.keys.map(String).map((key) => ({
    path: path === '' ? key : `${path}.${key}`,
    message: 'is not a field of this request; remove it or mend its name',
  }));
}
