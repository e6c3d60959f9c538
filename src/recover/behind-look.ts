import { type Fetch, UnreachableError } from '#domain/fetch.ts';
import type { Look } from '#domain/look.ts';
import type { ArchivedAddress } from '#platforms/archived.ts';
import type { Memento, WebArchive } from './memento.ts';
import { nearest } from './memento.ts';
import type { GonePost, Recovery, RecoveryTools } from './recover-post.ts';

/**
 * Lets the platform look at its post with every answer taken from an archive: whatever a look can read today it can read of
 * a copy, with the same judgement of id and author.
 */
export async function findBehindLook(
  { target, platform, quotation }: GonePost,
  tools: RecoveryTools,
  signal: AbortSignal,
): Promise<Recovery> {
  if (target === null || platform === null) {
    return { kind: 'nothing', signals: [] };
  }
  const around = quotation?.date ?? null;
  const copies = new Copies(tools, around);
  const look = await platform.look(target, copies.fetch, signal);
  const signals = copies.signalsOf(look);
  const { conclusion } = look;
  const handle = quotation?.authorHandle?.toLowerCase();
  const record = conclusion.kind === 'live' ? conclusion.record : null;
  const isOther = handle !== undefined && record?.author.handle?.toLowerCase() !== handle;
  const memento = copies.used.at(0);
  if (record !== null && !isOther && memento !== undefined) {
    return { kind: 'recovered', record, memento, raw: look.raw, signals };
  }
  return copies.refusal === null ? { kind: 'nothing', signals } : { ...copies.refusal, signals };
}

/** Answers requests with copies of what they ask for. */
class Copies {
  readonly used: Memento[] = [];
  refusal: { kind: 'unanswered'; detail: string; retryAfterMs: number | null } | null = null;
  readonly #tools: RecoveryTools;
  readonly #around: string | null;

  constructor(tools: RecoveryTools, around: string | null) {
    this.#tools = tools;
    this.#around = around;
  }

  readonly fetch: Fetch = async (url, request = {}, signal = new AbortController().signal) => {
    if ((request.method ?? 'GET') !== 'GET') {
      throw new UnreachableError('archives keep answers to plain requests alone');
    }
    const memento = await this.#find(url, signal);
    if (memento === null) {
      throw new UnreachableError('no archive that was asked has a copy of it');
    }
    const { maxBytes, excess, timeoutMs } = request;
    const response = await this.#tools.fetch(
      memento.rawUrl,
      { ...(maxBytes && { maxBytes }), ...(excess && { excess }), ...(timeoutMs && { timeoutMs }) },
      signal,
    );
    this.used.push(memento);
    return { ...response, url, finalUrl: url, chain: [url] };
  };

  async #find(url: string, signal: AbortSignal): Promise<Memento | null> {
    const { origin, pathname, search } = new URL(url);
    // Others asked for the same with parameters of their own.
    const likely = { url: `${origin}${pathname}?`, match: 'prefix' } as const;
    const addresses = [{ url, match: 'exact' } as const, ...(search === '' ? [] : [likely])];
    for (const archive of this.#tools.archives) {
      for (const address of addresses) {
        const [closest] = nearest(await this.#list(archive, address, signal), this.#around);
        if (closest !== undefined) {
          return closest;
        }
      }
    }
    return null;
  }

  async #list(archive: WebArchive, address: ArchivedAddress, signal: AbortSignal): Promise<Memento[]> {
    const listing = await archive.list(address, this.#around, signal);
    if (listing.kind === 'listed') {
      return listing.mementos;
    }
    this.refusal ??= listing;
    return [];
  }

  /** What a copy says is said of the time when it was taken, and by the archive. */
  signalsOf({ signals }: Look): Look['signals'] {
    return signals.map((each) => {
      const memento = this.used.find(({ url }) => url === each.url);
      return { ...each, source: `archive/${each.source}`, url: memento?.rawUrl ?? each.url };
    });
  }
}
