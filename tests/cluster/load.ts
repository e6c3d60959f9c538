import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { type Ledger, type SubmissionKind, submission } from './ledger.ts';
import { articleHtml, articleUrl, postUrl } from './web.ts';

/** What two cores bear beside the servers: submissions wait while so many are not done. */
const openAtMost = 10;
const answerWithinMs = 30_000;
const againAfterMs = 300;

const card = z.object({
  outcome: z.string().nullable(),
  artifacts: z.array(z.object({ name: z.string(), sha256: z.string(), bytes: z.number() })),
});

export interface LoadOptions {
  /** Of the reverse proxy. */
  url: string;
  key: string;
  ledger: Ledger;
  signal: AbortSignal;
}

/** A newsroom at work until the signal: each user does one thing after another, and tries again what was not answered. */
export async function keepWorking(options: LoadOptions): Promise<void> {
  const load = new Load(options);
  const users = [
    load.every(1500, () => load.submit('link')),
    load.every(5000, () => load.submit('links')),
    load.every(4000, () => load.submit('article')),
    load.every(9000, () => load.submit('article by address')),
    load.every(1000, () => load.follow()),
    load.every(700, () => load.readCard()),
    load.every(6000, () => load.recheck()),
  ];
  await Promise.all(users);
}

/** Until all that was accepted is done; false where that took longer. */
export async function followToTheEnd(
  options: Omit<LoadOptions, 'signal'>,
  withinMs: number,
): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  const load = new Load({ ...options, signal: AbortSignal.timeout(withinMs) });
  while (options.ledger.open.length > 0 && Date.now() < deadline) {
    await load.follow();
    await wait(againAfterMs);
  }
  return options.ledger.open.length === 0;
}

class Load {
  readonly #options: LoadOptions;
  #nextPost = 0;

  constructor(options: LoadOptions) {
    this.#options = options;
  }

  async every(ms: number, work: () => Promise<void>): Promise<void> {
    const { signal } = this.#options;
    while (!signal.aborted) {
      await work();
      // Ended by the signal.
      await wait(ms, undefined, { signal }).catch(() => {});
    }
  }

  /** Until it is accepted, under one key; also when the others have stopped, for whoever sent it wants it kept. */
  async submit(kind: SubmissionKind): Promise<void> {
    const { ledger } = this.#options;
    if (ledger.open.length >= openAtMost) {
      return;
    }
    const key = `cluster-${randomUUID()}`;
    const body = this.#compose(kind);
    ledger.countSent(kind);
    for (;;) {
      const answer = await this.#ask('/v1/submissions', { body, idempotencyKey: key });
      if (answer?.status === 202) {
        ledger.noteAccepted(key, kind, answer.json());
        return;
      }
      if (answer?.status === 400 || answer?.status === 422) {
        ledger.problems.push(`${kind} was refused: ${answer.text()}`);
        return;
      }
      await wait(againAfterMs);
    }
  }

  #compose(kind: SubmissionKind): object {
    switch (kind) {
      case 'link':
        return { url: postUrl(this.#post()), priority: 'now' };
      case 'links':
        // The last was sent before: nothing is captured twice for it.
        return {
          urls: [this.#post(), this.#post(), this.#post(), this.#nextPost - 4]
            .filter((n) => n >= 0)
            .map(postUrl),
        };
      case 'article':
        return { html: articleHtml(this.#posts(2)), url: articleUrl(this.#nextPost - 2), priority: 'bulk' };
      case 'article by address':
        return { url: articleUrl(this.#posts(2)) };
    }
  }

  #post(): number {
    return this.#posts(1);
  }

  /** The first of so many that nobody has linked to. */
  #posts(count: number): number {
    const first = this.#nextPost;
    this.#nextPost += count;
    return first;
  }

  async follow(): Promise<void> {
    const { ledger } = this.#options;
    for (const accepted of ledger.open) {
      const answer = await this.#ask(`/v1/submissions/${accepted.id}`);
      if (answer?.status === 404) {
        ledger.problems.push(`the submission ${accepted.id} was accepted, and is lost`);
        accepted.done = true;
      } else if (answer?.status === 200) {
        ledger.notePromises(answer.json(), accepted.acceptedAt);
        accepted.done = submission.parse(answer.json()).status === 'done';
      }
    }
  }

  /** The card that readers see, then one file of the capture: whole, and a range of it. */
  async readCard(): Promise<void> {
    const { ledger } = this.#options;
    const [captureId, promised] = pick([...ledger.promised]) ?? [];
    if (captureId === undefined || promised === undefined) {
      return;
    }
    const page = await this.#ask(`/embed/${encodeURIComponent(promised.postId)}`);
    ledger.cardsRead += page?.status === 200 ? 1 : 0;
    const told = await this.#ask(`/v1/captures/${captureId}`);
    const file = told?.status === 200 ? pick(card.parse(told.json()).artifacts) : undefined;
    if (file !== undefined) {
      await this.#readFile(`/v1/captures/${captureId}/artifacts/${file.name}`, file);
    }
  }

  async #readFile(path: string, { sha256, bytes }: { sha256: string; bytes: number }): Promise<void> {
    const { ledger } = this.#options;
    const whole = await this.#ask(path);
    const end = Math.min(bytes - 1, 999);
    const part = await this.#ask(path, { range: `bytes=100-${end}` });
    if (whole?.status === 200 && createHash('sha256').update(whole.body).digest('hex') !== sha256) {
      ledger.problems.push(`${path} was served with bytes that are not its own`);
    }
    if (whole?.status === 200 && part?.status === 206) {
      ledger.rangesRead += 1;
      if (!part.body.equals(whole.body.subarray(100, end + 1))) {
        ledger.problems.push(`a range of ${path} is not what is there in the whole`);
      }
    }
  }

  async recheck(): Promise<void> {
    const { ledger } = this.#options;
    const posts = [...ledger.promised.values()].filter(({ postId }) => postId.startsWith('x:'));
    const post = pick(posts.slice(0, -openAtMost));
    if (post !== undefined) {
      const askedAt = new Date();
      const answer = await this.#ask(`/v1/posts/${encodeURIComponent(post.postId)}/recheck`, {
        method: 'POST',
      });
      if (answer?.status === 202) {
        ledger.rechecks.set(post.postId, askedAt);
      }
    }
  }

  /** Null where there was no whole answer, as when the process that had it was killed. */
  async #ask(
    path: string,
    { body, method, idempotencyKey, range }: Asked = {},
  ): Promise<{ status: number; body: Buffer; text(): string; json(): unknown } | null> {
    const { url, key, ledger } = this.#options;
    try {
      const answer = await fetch(url + path, {
        method: method ?? (body === undefined ? 'GET' : 'POST'),
        headers: {
          authorization: `Bearer ${key}`,
          ...(body && { 'content-type': 'application/json' }),
          ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
          ...(range !== undefined && { range }),
        },
        ...(body && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(answerWithinMs),
      });
      const bytes = Buffer.from(await answer.arrayBuffer());
      ledger.countAnswer(answer.status);
      return {
        ...{ status: answer.status, body: bytes },
        text: () => bytes.toString(),
        json: () => JSON.parse(bytes.toString()),
      };
    } catch (error) {
      if (error instanceof TypeError || (error instanceof Error && error.name === 'TimeoutError')) {
        ledger.countAnswer(null);
        return null;
      }
      throw error;
    }
  }
}

interface Asked {
  body?: object;
  method?: string;
  idempotencyKey?: string;
  range?: string;
}

function pick<T>(among: readonly T[]): T | undefined {
  return among[Math.floor(Math.random() * among.length)];
}
