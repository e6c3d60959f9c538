import type { CDPSession } from 'playwright';
import type { Body } from '#page-archive/exchange.ts';
import { answerWithin } from '../browser/bounded.ts';
import { largestBodyBytes } from './body-plan.ts';
import type { HeaderEntry, Paused } from './paused.ts';
import type { Spool } from './spool.ts';

export type ReadBody =
  | { kind: 'read'; body: Body }
  | { kind: 'too-large' }
  /** Not at its end when its time was over; `beginning` is what had come by then. */
  | { kind: 'unended'; beginning: Uint8Array };

const chunkBytes = 1_000_000;
/** Of a body that we hand on decoded, no longer true. */
const headersOfTransfer = new Set(['content-encoding', 'content-length', 'transfer-encoding']);

/** Takes the bodies of paused responses, and lets the page have them too. */
export class BodyReader {
  readonly #session: CDPSession;
  readonly #spool: Spool;
  readonly #longestReadMs: number;

  constructor(session: CDPSession, spool: Spool, longestReadMs: number) {
    this.#session = session;
    this.#spool = spool;
    this.#longestReadMs = longestReadMs;
  }

  async letThrough({ requestId }: Paused): Promise<void> {
    await this.#session.send('Fetch.continueRequest', { requestId });
  }

  /** Whatever was begun with it, the page waits no longer. Never rejects. */
  async giveUp(paused: Paused): Promise<void> {
    const { requestId } = paused;
    await this.letThrough(paused).catch(() =>
      // Its stream was taken already, or it went with its frame.
      this.#session.send('Fetch.failRequest', { requestId, errorReason: 'Failed' }).catch(() => undefined),
    );
  }

  /** In one piece: for bodies whose real length is known and small. */
  async whole(paused: Paused): Promise<ReadBody> {
    const asked = this.#session.send('Fetch.getResponseBody', { requestId: paused.requestId });
    const answer = await answerWithin(asked, this.#longestReadMs);
    if (answer === 'late') {
      return { kind: 'unended', beginning: new Uint8Array() };
    }
    const { body, base64Encoded } = answer;
    const bytes = Buffer.from(body, base64Encoded ? 'base64' : 'utf8');
    await this.letThrough(paused);
    return { kind: 'read', body: await this.#spool.put(bytes) };
  }

  /** Piece by piece, decoded, until it ends or is too large; then the page has not got it yet. */
  async stream(paused: Paused): Promise<ReadBody> {
    const { requestId } = paused;
    const { stream: handle } = await this.#session.send('Fetch.takeResponseBodyAsStream', { requestId });
    const chunks: Buffer[] = [];
    let bytes = 0;
    const endsAt = performance.now() + this.#longestReadMs;
    for (;;) {
      const asked = this.#session.send('IO.read', { handle, size: chunkBytes });
      const answer = await answerWithin(asked, endsAt - performance.now());
      if (answer === 'late') {
        await this.#session.send('IO.close', { handle });
        return { kind: 'unended', beginning: Buffer.concat(chunks) };
      }
      const { data, base64Encoded, eof } = answer;
      const chunk = Buffer.from(data, base64Encoded ? 'base64' : 'utf8');
      chunks.push(chunk);
      bytes += chunk.byteLength;
      if (bytes > largestBodyBytes) {
        await this.#session.send('IO.close', { handle });
        return { kind: 'too-large' };
      }
      if (eof) {
        break;
      }
    }
    await this.#session.send('IO.close', { handle });
    const body = Buffer.concat(chunks);
    await this.#fulfill(paused, paused.responseStatusCode ?? 200, headersFor(paused), body);
    return { kind: 'read', body: await this.#spool.put(body) };
  }

  /** The stream that we took is not to be had again: the page is sent to the same address once more. */
  async askAgain(paused: Paused): Promise<void> {
    const headers = [...headersFor(paused), { name: 'location', value: paused.request.url }];
    await this.#fulfill(paused, 307, headers, Buffer.alloc(0));
  }

  /** The page gets these bytes as if they were all. */
  async answer(paused: Paused, bytes: Uint8Array): Promise<void> {
    await this.#fulfill(paused, paused.responseStatusCode ?? 200, headersFor(paused), Buffer.from(bytes));
  }

  async keep(bytes: Uint8Array): Promise<Body> {
    return await this.#spool.put(bytes);
  }

  async #fulfill(
    { requestId, responseStatusText }: Paused,
    responseCode: number,
    responseHeaders: HeaderEntry[],
    body: Buffer,
  ): Promise<void> {
    await this.#session.send('Fetch.fulfillRequest', {
      requestId,
      responseCode,
      ...(responseStatusText && responseCode !== 307 && { responsePhrase: responseStatusText }),
      responseHeaders,
      body: body.toString('base64'),
    });
  }
}

function headersFor({ responseHeaders }: Paused): HeaderEntry[] {
  return (responseHeaders ?? []).filter(({ name }) => !headersOfTransfer.has(name.toLowerCase()));
}
