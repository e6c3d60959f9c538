import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** What goes wrong with one request. */
export type Fault =
  /** Nothing is done. */
  | { kind: 'status'; status: number; code: string }
  /** All is done, and the answer says otherwise. */
  | { kind: 'status-after'; status: number; code: string }
  /** The connection breaks before anything is done, or after all of it. */
  | { kind: 'reset' }
  | { kind: 'reset-after' }
  /** Never answered. */
  | { kind: 'silence' }
  /** Half of the answer's body, then the connection breaks, or nothing more comes. */
  | { kind: 'half-body' }
  | { kind: 'half-body-silence' }
  /** Other bytes are stored or given than are claimed, with status 200. */
  | { kind: 'store-other-bytes' }
  | { kind: 'give-other-bytes' };

/** What servers leave out without saying so; `refuses` answers 501. */
export interface Gaps {
  conditions?: 'ignored' | 'refused';
  checksums?: 'ignored';
  ranges?: 'ignored';
  startAfter?: 'ignored';
  /** What lies in folders comes first. */
  order?: 'of folders';
  uploadsList?: 'refused';
}

export interface AskedRequest {
  method: string;
  key: string;
  query: URLSearchParams;
}

export interface S3Server extends AsyncDisposable {
  endpoint: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  /** By key. */
  readonly stored: Map<string, StoredFile>;
  readonly uploads: Map<string, Upload>;
  readonly asked: AskedRequest[];
  /** Asked about each request. */
  fault: (request: AskedRequest) => Fault | null;
  gaps: Gaps;
  /** Of a page of a list. */
  keysAPage: number;
}

interface StoredFile {
  body: Uint8Array;
  /** The headers that come back with it. */
  metadata: Record<string, string>;
  modifiedAt: Date;
}

interface Upload {
  key: string;
  begunAt: Date;
  parts: Map<number, Uint8Array>;
}

interface Reply {
  status: number;
  headers?: Record<string, string>;
  body?: Uint8Array;
}

const bucket = 'evidence';
export const testBucket = bucket;

/** S3 as far as storage asks for it, in memory, on a free port of loopback; strict about hashes and conditions unless told otherwise. */
export async function startS3Server(): Promise<S3Server> {
  const server = createServer((request, response) => {
    answer(made, request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('no port');
  }
  const made: S3Server = {
    endpoint: `http://127.0.0.1:${address.port}`,
    credentials: { accessKeyId: 'tester', secretAccessKey: 'testing' },
    stored: new Map(),
    uploads: new Map(),
    asked: [],
    fault: () => null,
    gaps: {},
    keysAPage: 1000,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return made;
}

async function answer(server: S3Server, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', server.endpoint);
  const [, named = '', ...rest] = url.pathname.split('/').map(decodeURIComponent);
  const asked = { method: request.method ?? '', key: rest.join('/'), query: url.searchParams };
  server.asked.push(asked);
  const fault = server.fault(asked);
  if (fault?.kind === 'silence') {
    return;
  }
  const body = await buffer(request);
  if (fault?.kind === 'reset') {
    response.destroy();
    return;
  }
  if (fault?.kind === 'status') {
    send(response, failure(fault.status, fault.code));
    return;
  }
  const reply = act(server, { ...asked, named, request, body, fault });
  if (fault?.kind === 'status-after') {
    send(response, failure(fault.status, fault.code));
  } else if (fault?.kind === 'reset-after') {
    response.destroy();
  } else if (fault?.kind === 'half-body' || fault?.kind === 'half-body-silence') {
    sendHalf(response, reply, fault.kind === 'half-body');
  } else {
    send(
      response,
      fault?.kind === 'give-other-bytes' ? { ...reply, body: otherBytes(reply.body, 2) } : reply,
    );
  }
}

interface Task extends AskedRequest {
  named: string;
  request: IncomingMessage;
  body: Buffer;
  fault: Fault | null;
}

function act(server: S3Server, task: Task): Reply {
  const { method, query, key } = task;
  if (!task.request.headers.authorization?.includes(`Credential=${server.credentials.accessKeyId}/`)) {
    return failure(403, 'InvalidAccessKeyId');
  }
  if (task.named !== bucket) {
    return failure(404, 'NoSuchBucket');
  }
  const wrong = method === 'PUT' ? wrongBody(server, task) : null;
  if (wrong !== null) {
    return wrong;
  }
  switch (true) {
    case method === 'GET' && key === '' && query.has('uploads'):
      return listUploads(server);
    case method === 'GET' && key === '':
      return list(server, query);
    case method === 'GET' || method === 'HEAD':
      return get(server, task);
    case method === 'POST' && query.has('uploads'):
      return begin(server, key);
    case method === 'POST':
      return end(server, task);
    case method === 'PUT' && query.has('uploadId'):
      return putPart(server, task);
    case method === 'PUT':
      return store(server, task, task.body);
    case method === 'DELETE' && query.has('uploadId'):
      return { status: server.uploads.delete(query.get('uploadId') ?? '') ? 204 : 404 };
    default:
      server.stored.delete(key);
      return { status: 204 };
  }
}

function wrongBody({ gaps }: S3Server, { request, body }: Task): Reply | null {
  if (gaps.checksums === 'ignored') {
    return null;
  }
  const hash = createHash('sha256').update(body);
  const [signed, claimed] = [
    request.headers['x-amz-content-sha256'],
    request.headers['x-amz-checksum-sha256'],
  ];
  const actual = hash.digest();
  if (signed !== undefined && signed !== actual.toString('hex')) {
    return failure(400, 'XAmzContentSHA256Mismatch');
  }
  return claimed !== undefined && claimed !== actual.toString('base64') ? failure(400, 'BadDigest') : null;
}

function store(server: S3Server, { key, request, fault }: Task, body: Uint8Array): Reply {
  if (request.headers['if-none-match'] !== undefined) {
    if (server.gaps.conditions === 'refused') {
      return failure(501, 'NotImplemented');
    }
    if (server.gaps.conditions === undefined && server.stored.has(key)) {
      return failure(412, 'PreconditionFailed');
    }
  }
  server.stored.set(key, {
    body: fault?.kind === 'store-other-bytes' ? otherBytes(body, 1) : body,
    metadata: metadataOf(request),
    modifiedAt: new Date(),
  });
  return { status: 200, headers: { etag: '"stored"' } };
}

function get({ stored, gaps }: S3Server, { key, request }: Task): Reply {
  const found = stored.get(key);
  if (found === undefined) {
    return failure(404, 'NoSuchKey');
  }
  const whole = found.body;
  const headers = found.metadata;
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
  if (from === undefined || to === undefined || gaps.ranges === 'ignored') {
    return { status: 200, headers, body: whole };
  }
  const [start, last] = [Number(from), Math.min(Number(to), whole.byteLength - 1)];
  return start >= whole.byteLength
    ? failure(416, 'InvalidRange')
    : {
        status: 206,
        headers: { ...headers, 'content-range': `bytes ${start}-${last}/${whole.byteLength}` },
        body: whole.subarray(start, last + 1),
      };
}

function list({ stored, gaps, keysAPage }: S3Server, query: URLSearchParams): Reply {
  const after = query.get('continuation-token') ?? (gaps.startAfter ? '' : (query.get('start-after') ?? ''));
  const keys = [...stored.keys()]
    .filter((key) => key.startsWith(query.get('prefix') ?? '') && key > after)
    .sort();
  if (gaps.order) {
    keys.sort((a, b) => b.split('/').length - a.split('/').length);
  }
  const page = keys.slice(0, keysAPage);
  const more = keys.length > page.length;
  const contents = page.map((key) => {
    const file = stored.get(key);
    return `<Contents><Key>${key}</Key><Size>${file?.body.byteLength}</Size><LastModified>${file?.modifiedAt.toISOString()}</LastModified></Contents>`;
  });
  const next = more ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
  return xml(
    `<ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`,
  );
}

function listUploads({ uploads, gaps }: S3Server): Reply {
  if (gaps.uploadsList === 'refused') {
    return failure(501, 'NotImplemented');
  }
  const all = [...uploads].map(
    ([id, { key, begunAt }]) =>
      `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>${begunAt.toISOString()}</Initiated></Upload>`,
  );
  return xml(
    `<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>${all.join('')}</ListMultipartUploadsResult>`,
  );
}

function begin({ uploads }: S3Server, key: string): Reply {
  const id = randomUUID();
  uploads.set(id, { key, begunAt: new Date(), parts: new Map() });
  return xml(`<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
}

function putPart({ uploads }: S3Server, { query, body, fault }: Task): Reply {
  const upload = uploads.get(query.get('uploadId') ?? '');
  if (upload === undefined) {
    return failure(404, 'NoSuchUpload');
  }
  const number = Number(query.get('partNumber'));
  upload.parts.set(number, fault?.kind === 'store-other-bytes' ? otherBytes(body, 1) : body);
  return { status: 200, headers: { etag: `"part-${number}"` } };
}

function end(server: S3Server, task: Task): Reply {
  const id = task.query.get('uploadId') ?? '';
  const upload = server.uploads.get(id);
  if (upload === undefined) {
    return failure(404, 'NoSuchUpload');
  }
  const numbers = Array.from(task.body.toString().matchAll(/<PartNumber>(\d+)</g), ([, digits]) =>
    Number(digits),
  );
  const parts = numbers.map((number) => upload.parts.get(number) ?? new Uint8Array());
  const reply = store(server, task, Buffer.concat(parts));
  if (reply.status === 200) {
    server.uploads.delete(id);
    return xml('<CompleteMultipartUploadResult><ETag>"whole"</ETag></CompleteMultipartUploadResult>');
  }
  return reply;
}

function metadataOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith('x-amz-meta-') && typeof value === 'string' ? [[name, value]] : [],
    ),
  );
}

/** Different bits, so that one wrong does not right another. */
function otherBytes(body: Uint8Array | undefined, bit: number): Uint8Array {
  const other = Uint8Array.from(body ?? []);
  const middle = other.length >> 1;
  other[middle] = (other[middle] ?? 0) ^ bit;
  return other;
}

function xml(text: string): Reply {
  const body = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${text}`);
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

function failure(status: number, code: string): Reply {
  return { ...xml(`<Error><Code>${code}</Code><Message>${code}, as told</Message></Error>`), status };
}

function send(response: ServerResponse, { status, headers = {}, body = new Uint8Array() }: Reply): void {
  const length: Record<string, string> = status === 204 ? {} : { 'content-length': String(body.byteLength) };
  response.writeHead(status, { ...length, ...headers });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

function sendHalf(response: ServerResponse, reply: Reply, andBreak: boolean): void {
  const { status, headers = {}, body = new Uint8Array() } = reply;
  response.writeHead(status, { 'content-length': String(body.byteLength), ...headers });
  response.write(body.subarray(0, body.byteLength >> 1), () => andBreak && response.destroy());
}
