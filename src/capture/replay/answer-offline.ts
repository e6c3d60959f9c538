import type { Page } from 'playwright';
import type { Wacz } from '#page-archive/read/wacz.ts';
import type { HeaderEntry, Paused } from '../traffic/paused.ts';

/** A body that is larger is there, which is what is asked; the page gets so much of it at a time. */
const mostBytesOfBody = 8_000_000;
/** The browser checks these against what it gets, which is decoded. */
const headersOfTransfer = new Set(['content-encoding', 'content-length', 'transfer-encoding']);

/** Answers everything that the page asks for from the archive and from nowhere else. */
export async function answerOffline(page: Page, wacz: Wacz, at: Date): Promise<OfflineAnswers> {
  const browser = page.context().browser();
  if (browser === null) {
    throw new Error('A page without a browser cannot be replayed');
  }
  const session = await browser.newBrowserCDPSession();
  const answers = new OfflineAnswers(session, wacz, at);
  await session.send('Fetch.enable', { patterns: [{ urlPattern: '*', requestStage: 'Request' }] });
  return answers;
}

type Session = Awaited<
  ReturnType<NonNullable<ReturnType<ReturnType<Page['context']>['browser']>>['newBrowserCDPSession']>
>;

export class OfflineAnswers implements AsyncDisposable {
  /** What the page asked for and the archive does not hold. */
  readonly missing: string[] = [];
  /** What the archive should hold and cannot be read. */
  readonly damaged: string[] = [];
  readonly #session: Session;
  readonly #wacz: Wacz;
  readonly #at: Date;

  constructor(session: Session, wacz: Wacz, at: Date) {
    this.#session = session;
    this.#wacz = wacz;
    this.#at = at;
    session.on('Fetch.requestPaused', (paused) => {
      this.#answer(paused).catch((error: unknown) => {
        this.damaged.push(`${paused.request.url}: ${error instanceof Error ? error.message : String(error)}`);
        return this.#refuse(paused);
      });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session.send('Fetch.disable').catch(gone);
    await this.#session.detach().catch(gone);
  }

  async #answer(paused: Paused): Promise<void> {
    const { request, requestId } = paused;
    if (!/^https?:/.test(request.url)) {
      await this.#session.send('Fetch.continueRequest', { requestId });
      return;
    }
    const found = await this.#wacz.respond(
      {
        url: request.url.replace(/#.*$/, ''),
        method: request.method,
        contentType: headerOf(request.headers, 'content-type'),
        body: bodyOf(paused),
      },
      this.#at,
    );
    if (found === null) {
      this.missing.push(`${request.method} ${request.url}`);
      await this.#refuse(paused);
      return;
    }
    const responseHeaders = found.headers
      .filter(([name]) => !headersOfTransfer.has(name.toLowerCase()))
      .map(([name, value]): HeaderEntry => ({ name, value }));
    const range = found.status === 200 ? rangeOf(request.headers, found.headers) : null;
    const body = await someOf(found.body, range?.start ?? 0, range?.end ?? Number.POSITIVE_INFINITY);
    if (range !== null) {
      const contentRange = `bytes ${range.start}-${range.start + body.length - 1}/${range.total}`;
      responseHeaders.push({ name: 'content-range', value: contentRange });
    }
    await this.#session.send('Fetch.fulfillRequest', {
      requestId,
      responseCode: range === null ? found.status : 206,
      responseHeaders,
      body: body.toString('base64'),
    });
  }

  /** The request may have gone with its frame by then. */
  async #refuse({ requestId }: Paused): Promise<void> {
    await this.#session
      .send('Fetch.failRequest', { requestId, errorReason: 'InternetDisconnected' })
      .catch(gone);
  }
}

/** Whatever the browser no longer knows needs no answer. */
function gone(): void {}

/** What a player of films asks for, piece by piece (RFC 9110, section 14); null where the whole is the answer. */
function rangeOf(
  requestHeaders: Record<string, string>,
  headers: readonly (readonly [string, string])[],
): { start: number; end: number; total: number } | null {
  const [, start, last] = /^bytes=(\d+)-(\d*)$/.exec(headerOf(requestHeaders, 'range') ?? '') ?? [];
  const total = Number(headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1]);
  if (start === undefined || !(Number(start) < total)) {
    return null;
  }
  const end = last === undefined || last === '' ? total : Math.min(Number(last) + 1, total);
  return { start: Number(start), end, total };
}

/** From `start` on, up to `end` or as much as there may be. */
async function someOf(body: AsyncGenerator<Uint8Array>, start: number, end: number): Promise<Buffer> {
  const last = Math.min(end, start + mostBytesOfBody);
  const chunks: Uint8Array[] = [];
  let position = 0;
  for await (const chunk of body) {
    chunks.push(chunk.subarray(Math.max(0, start - position), Math.max(0, last - position)));
    position += chunk.byteLength;
    if (position >= last) {
      break;
    }
  }
  return Buffer.concat(chunks);
}

function headerOf(headers: Record<string, string>, wanted: string): string | null {
  return Object.entries(headers).find(([name]) => name.toLowerCase() === wanted)?.[1] ?? null;
}

function bodyOf({ request }: Paused): Uint8Array | null {
  const entries = (request.postDataEntries ?? []).flatMap(({ bytes }) =>
    bytes ? [Buffer.from(bytes, 'base64')] : [],
  );
  return entries.length > 0 ? Buffer.concat(entries) : null;
}
