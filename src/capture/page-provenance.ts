import { createHash } from 'node:crypto';
import type { CDPSession, Page, Response } from 'playwright';
import { z } from 'zod';
import type { TlsFacts } from '#domain/capture.ts';

/** Where the browser was sent on from, on its way to `response`. */
export function redirectsTo(response: Response | null): string[] {
  const urls: string[] = [];
  for (
    let before = response?.request().redirectedFrom() ?? null;
    before !== null;
    before = before.redirectedFrom()
  ) {
    urls.unshift(before.url());
  }
  return urls;
}

/** An answer from a cache says when it was made, not when it was sent. */
export function compareClocks(
  response: Response | null,
  receivedAt: Date,
): { host: string; offsetSeconds: number } | null {
  const { date, age = '0' } = response?.headers() ?? {};
  const said = Date.parse(date ?? '');
  if (response === null || Number.isNaN(said) || age !== '0') {
    return null;
  }
  // Servers leave the fraction out, which is half a second as a rule.
  const offsetSeconds = Math.round((said + 500 - receivedAt.getTime()) / 1000);
  return { host: new URL(response.url()).host, offsetSeconds };
}

/** The browser remembers certificates only while somebody listens, so this begins before the page is opened. */
export async function watchTls(page: Page): Promise<TlsWatch> {
  try {
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable', { maxTotalBufferSize: 0, maxResourceBufferSize: 0 });
    return new TlsWatch(session);
  } catch {
    // A browser that died is told of by whoever uses it.
    return new TlsWatch(null);
  }
}

/** The certificates are those that the browser itself was shown: the way out only passes TLS on. */
export class TlsWatch {
  readonly #session: CDPSession | null;

  constructor(session: CDPSession | null) {
    this.#session = session;
  }

  /** Ends the watch. Null where the page did not come over TLS. */
  async finish(response: Response | null): Promise<TlsFacts | null> {
    const details = await response?.securityDetails().catch(() => null);
    // Of a page without TLS the browser gives details without anything in them.
    const isSecure = response !== null && details?.protocol !== undefined;
    const chainSha256 = isSecure ? await this.#chainOf(new URL(response.url()).origin) : [];
    await this.#session?.detach().catch(() => undefined);
    if (!isSecure) {
      return null;
    }
    return {
      protocol: details?.protocol ?? null,
      subject: details?.subjectName ?? null,
      issuer: details?.issuer ?? null,
      validFrom: momentOf(details?.validFrom),
      validTo: momentOf(details?.validTo),
      chainSha256,
    };
  }

  /** Empty where the browser does not tell. */
  async #chainOf(origin: string): Promise<string[]> {
    const answer = await this.#session?.send('Network.getCertificate', { origin }).catch(() => null);
    const chain = chainSchema.safeParse(answer).data?.tableNames ?? [];
    return chain.map((der) => createHash('sha256').update(Buffer.from(der, 'base64')).digest('hex'));
  }
}

const chainSchema = z.object({ tableNames: z.array(z.base64()) });

function momentOf(seconds: number | undefined): string | null {
  return seconds === undefined ? null : new Date(seconds * 1000).toISOString();
}
