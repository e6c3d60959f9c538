import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { chanceBelow } from './chance.ts';
import { waitUntil } from './service-process.ts';

const answerWithinMs = 30_000;
/** With these there is always something to kill; more would have to be worked off in the end, which is no recovery. */
export const mostOpen = 8;

const submission = z.object({
  id: z.string(),
  status: z.string(),
  externalId: z.string().nullable(),
  embeds: z.array(z.object({ captureId: z.string().nullable(), captureStatus: z.string().nullable() })),
});
export type ToldSubmission = z.output<typeof submission>;

const capture = z.object({
  outcome: z.string().nullable(),
  attestations: z.array(z.object({ kind: z.string() })),
  artifacts: z.array(z.object({ name: z.string(), sha256: z.string(), bytes: z.number(), href: z.string() })),
});
export type ToldCapture = z.output<typeof capture>;

const page = z.object({ items: z.array(submission), nextCursor: z.string().nullable() });

export interface ClientOptions {
  url: string;
  key: string;
  /** How long it may take to be accepted, and what was accepted to end. */
  patienceMs: number;
}

/** Someone who uses the service and remembers every word of it. */
export class Client {
  /** Submissions answered 202, by the name that the client gave them. */
  readonly accepted = new Map<string, ToldSubmission>();
  /** Captures that were promised. */
  readonly captureIds = new Set<string>();
  /** Ends that were read of captures. */
  readonly outcomes = new Map<string, string>();
  /** Objects that were read whole, and those whose bytes were not what they are named for. */
  objectsRead = 0;
  readonly torn: string[] = [];
  readonly problems: string[] = [];
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /** As one does who wants it kept: again, under the same key, until it is accepted. */
  async submit(urls: readonly string[], name: string = randomUUID()): Promise<ToldSubmission> {
    let told: ToldSubmission | null = null;
    await waitUntil(`the submission ${name} is accepted`, this.#options.patienceMs, async () => {
      told = await this.submitOnce(urls, name);
      return told !== null;
    });
    const accepted = this.accepted.get(name);
    if (accepted === undefined) {
      throw new Error(`the submission ${name} was accepted and is not known`);
    }
    return accepted;
  }

  /** Null where it was not answered 202. */
  async submitOnce(urls: readonly string[], name: string): Promise<ToldSubmission | null> {
    const answer = await this.ask('/v1/submissions', {
      body: { urls, externalId: name },
      idempotencyKey: name,
    });
    if (answer?.status !== 202) {
      return null;
    }
    const told = submission.parse(answer.json);
    const before = this.accepted.get(name);
    if (before !== undefined && before.id !== told.id) {
      this.problems.push(`${name} was answered as ${before.id}, and asked again as ${told.id}`);
    }
    this.accepted.set(name, told);
    for (const { captureId } of told.embeds) {
      this.captureIds.add(captureId ?? 'an embed without a capture');
    }
    return told;
  }

  /** Until every submission that was accepted is done; says what is not, rather than wait for ever. */
  async untilDone(): Promise<boolean> {
    const open = new Set(this.accepted.values().map(({ id }) => id));
    const deadline = Date.now() + this.#options.patienceMs;
    while (open.size > 0) {
      for (const id of open) {
        const answer = await this.ask(`/v1/submissions/${id}`);
        if (answer?.status === 404) {
          this.problems.push(`the submission ${id} was accepted, and is lost`);
          open.delete(id);
        } else if (answer?.status === 200 && this.#note(submission.parse(answer.json))) {
          open.delete(id);
        }
      }
      if (Date.now() > deadline) {
        this.problems.push(
          `${open.size} submissions were not done after ${this.#options.patienceMs / 1000} s`,
        );
        return false;
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return true;
  }

  /** Of the captures that were promised, those of which no end is known, asked anew. */
  async countOpen(): Promise<number> {
    const isOpen = (captureId: string | null) => captureId !== null && !this.outcomes.has(captureId);
    for (const { id, embeds } of this.accepted.values()) {
      if (embeds.some(({ captureId }) => isOpen(captureId))) {
        const answer = await this.ask(`/v1/submissions/${id}`);
        if (answer?.status === 200) {
          this.#note(submission.parse(answer.json));
        }
      }
    }
    return [...this.captureIds].filter(isOpen).length;
  }

  /** True where it is done. */
  #note({ status, embeds }: ToldSubmission): boolean {
    for (const { captureId, captureStatus } of embeds) {
      if (captureId !== null && captureStatus !== null && !['waiting', 'running'].includes(captureStatus)) {
        this.noteOutcome(captureId, captureStatus);
      }
    }
    return status === 'done';
  }

  noteOutcome(captureId: string, outcome: string): void {
    const before = this.outcomes.get(captureId);
    if (before !== undefined && before !== outcome) {
      this.problems.push(`${captureId} was ${before}, and later ${outcome}`);
    }
    this.outcomes.set(captureId, outcome);
  }

  /** Reads along while the trouble lasts: what has ended by now, and the objects of one capture that has. */
  async readAlong(): Promise<void> {
    for (const { id } of this.accepted.values()) {
      const answer = await this.ask(`/v1/submissions/${id}`);
      if (answer?.status === 200) {
        this.#note(submission.parse(answer.json));
      }
    }
    const ended = [...this.outcomes.keys()];
    const one = ended[chanceBelow(ended.length)];
    if (one !== undefined) {
      await this.readObjects(one);
    }
  }

  async capture(id: string): Promise<ToldCapture | null> {
    const answer = await this.ask(`/v1/captures/${id}`);
    return answer?.status === 200 ? capture.parse(answer.json) : null;
  }

  /** All submissions that the archive lists. */
  async submissions(): Promise<ToldSubmission[]> {
    const found: ToldSubmission[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const answer = await this.ask(`/v1/submissions?limit=100${after}`);
      const listed = page.parse(answer?.json);
      found.push(...listed.items);
      cursor = listed.nextCursor;
    }
    return found;
  }

  /** Reads every object of a capture; those that the service breaks off or refuses are no lie. True where all came whole. */
  async readObjects(captureId: string): Promise<boolean> {
    const told = await this.capture(captureId);
    const artifacts = told?.artifacts.filter(({ name }) => name !== 'manifest.json') ?? [];
    let whole = told !== null;
    for (const { name, sha256 } of artifacts) {
      const bytes = await this.#readWhole(`/v1/captures/${captureId}/artifacts/${name}`);
      if (bytes === null) {
        whole = false;
      } else if (createHash('sha256').update(bytes).digest('hex') === sha256) {
        this.objectsRead += 1;
      } else {
        this.torn.push(`${name} of ${captureId} was served with bytes that are not its own`);
        whole = false;
      }
    }
    return whole;
  }

  async #readWhole(path: string): Promise<Uint8Array | null> {
    try {
      const answer = await this.#fetch(path);
      const bytes = await answer.bytes();
      return answer.status === 200 ? bytes : null;
    } catch (error) {
      return nullWhereBroken(error);
    }
  }

  /** Null where there was no whole answer. */
  async ask(
    path: string,
    { body, method, idempotencyKey }: { body?: object; method?: string; idempotencyKey?: string } = {},
  ): Promise<{ status: number; json: unknown } | null> {
    try {
      const answer = await this.#fetch(path, {
        method: method ?? (body === undefined ? 'GET' : 'POST'),
        ...(body && { body: JSON.stringify(body) }),
        headers: {
          ...(body && { 'content-type': 'application/json' }),
          ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
        },
      });
      const text = await answer.text();
      return { status: answer.status, json: text === '' ? null : JSON.parse(text) };
    } catch (error) {
      return nullWhereBroken(error);
    }
  }

  #fetch(path: string, init: { method?: string; body?: string; headers?: Record<string, string> } = {}) {
    return fetch(this.#options.url + path, {
      ...init,
      headers: { ...init.headers, authorization: `Bearer ${this.#options.key}` },
      signal: AbortSignal.timeout(answerWithinMs),
    });
  }
}

/** Refused, broken off or not answered in time; anything else is a mistake of the campaign's. */
function nullWhereBroken(error: unknown): null {
  if (error instanceof TypeError || (error instanceof Error && error.name === 'TimeoutError')) {
    return null;
  }
  throw error;
}
