import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { chance } from './chance.ts';

import { adminKey, embeddedGround } from './embedded-ground.ts';
import type { Fault, FaultResult } from './fault.ts';
import { startAnswering, waitUntil } from './service-process.ts';

/** Reported before each kill, with nothing in them to capture. */
const articlesAKill = 6;
/** From the last 202 to the kill: before its submission is made, within it, after it. */
const longestAfterAnswerMs = 400;
/** A submission is made, and its article not yet done with; four of them are under way at a time. */
const withinSubmission = {
  includes: ['"msg":"document published"', '"key":"facts/submissions/'],
  occurrence: 3,
  signal: 'SIGKILL',
} as const;
const diesWithinMs = 30_000;

export const killAfterArrival: Fault = {
  name: 'kill -9 between the answer to a publishing system and the submission of its article',
  rounds: { short: 2, full: 30 },
  run: killArrivals,
  recoversWithin: { seconds: 60, because: 'arrivals are looked for every second' },
  defence: {
    what: 'an arrival makes one submission, however often it is worked on',
    file: 'src/workers/arrival-tick.ts',
    code: "{ owner: 'source', key: id, fingerprint }",
    instead: 'null',
  },
};

/** `kill -9` of the whole service between its 202 to a publishing system and the submission: each article is one, all the same. */
async function killArrivals(kills: number, log: (line: string) => void): Promise<FaultResult> {
  await using resources = new AsyncDisposableStack();
  const environment = { ...(await embeddedGround(resources, [])), LOG_LEVEL: 'debug' };
  let service = await startAnswering(environment, { at: withinSubmission });
  resources.defer(() => (service.alive ? service.kill9() : undefined));
  const archive = new Archive(`http://127.0.0.1:${environment.PORT}`);
  const source = await archive.addGhost();
  /** When each was killed that had answered for the article. */
  const reported = new Map<string, number>();
  for (let kill = 1; kill <= kills; kill += 1) {
    for (let index = 0; index < articlesAKill; index += 1) {
      const id = `article-${kill}-${index}`;
      if ((await archive.report(source, id)) !== null) {
        reported.set(id, Infinity);
      }
    }
    // By turns told where to die, and at random.
    await (kill % 2 === 1
      ? Promise.race([service.exited, pause(diesWithinMs, undefined, { ref: false })])
      : pause(chance() * longestAfterAnswerMs));
    await service.kill9();
    for (const [id, killedAtMs] of reported) {
      reported.set(id, Math.min(killedAtMs, Date.now()));
    }
    log(`kill ${kill} of ${kills}: ${reported.size} articles`);
    service = await startAnswering(
      environment,
      kill % 2 === 0 && kill < kills ? { at: withinSubmission } : {},
    );
  }
  const endedAtMs = performance.now();
  await waitUntil('every article is a submission', 120_000, async () => {
    const submitted = new Set((await archive.submitted()).map(({ externalId }) => externalId));
    return reported.keys().every((id) => submitted.has(id));
  });
  // What was reported before is known, and stays one.
  const recoverySeconds = (performance.now() - endedAtMs) / 1000;
  const again = await Promise.all(reported.keys().map((id) => archive.report(source, id)));
  const submitted = await archive.submitted();
  await service.stop();
  const late = submitted.filter(
    (one) => Date.parse(one.createdAt) > (reported.get(one.externalId) ?? Infinity),
  );
  const ids = submitted.map(({ externalId }) => externalId);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  return {
    // Made by the service after the one that had answered for them.
    struck: late.length,
    ...{
      acknowledged: reported.size,
      held: reported
        .keys()
        .filter((id) => ids.includes(id))
        .toArray().length,
    },
    recoverySeconds,
    problems: [
      ...twice.map((id) => `${id} is two submissions`),
      ...again.filter((status) => status !== 'known').map((status) => `told again, an article is ${status}`),
    ],
  };
}

interface Source {
  inboundUrl: string;
  secret: string;
}

interface Submitted {
  externalId: string;
  createdAt: string;
}

class Archive {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async addGhost(): Promise<Source> {
    return (await this.#ask('/v1/sources', { body: JSON.stringify({ kind: 'ghost' }) })) as Source;
  }

  /** As Ghost does; resolves once it was answered 202, and to null where it was not answered at all. */
  async report({ inboundUrl, secret }: Source, id: string): Promise<string | null> {
    const updated_at = '2026-11-20T10:00:00.000Z';
    const post = {
      id,
      url: `https://news.example/${id}/`,
      html: '<p>Words.</p>',
      status: 'published',
      updated_at,
    };
    const body = JSON.stringify({ post: { current: post, previous: {} } });
    const at = Date.now();
    const hex = createHmac('sha256', secret).update(`${body}${at}`).digest('hex');
    const { pathname, search } = new URL(inboundUrl);
    const headers = { 'x-ghost-signature': `sha256=${hex}, t=${at}` };
    try {
      return ((await this.#ask(pathname + search, { body, headers })) as { status: string }).status;
    } catch (error) {
      // As `fetch` puts it that the server is gone.
      if (error instanceof TypeError) {
        return null;
      }
      throw error;
    }
  }

  /** All submissions; `externalId` is the article's id. */
  async submitted(): Promise<Submitted[]> {
    const found: Submitted[] = [];
    let cursor = '';
    do {
      const page = (await this.#ask(`/v1/submissions?limit=100${cursor}`)) as {
        items: Submitted[];
        nextCursor: string | null;
      };
      found.push(...page.items);
      cursor = page.nextCursor === null ? '' : `&cursor=${encodeURIComponent(page.nextCursor)}`;
    } while (cursor !== '');
    return found;
  }

  async #ask(
    path: string,
    given: { body?: string; headers?: Record<string, string> } = {},
  ): Promise<unknown> {
    const answer = await fetch(this.#url + path, {
      method: given.body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${adminKey}`,
        ...(given.body !== undefined && { 'content-type': 'application/json' }),
        ...given.headers,
      },
      ...(given.body !== undefined && { body: given.body }),
    });
    if (!answer.ok) {
      throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    }
    return await answer.json();
  }
}
