import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import { adminKey, embeddedGround } from './embedded-ground.ts';
import type { Fault, FaultResult } from './fault.ts';
import { startAnswering, waitUntil } from './service-process.ts';

/** Reported before each kill, with nothing in them to capture. */
const articlesAKill = 6;
/** From the last 202 to the kill: before its submission is made, within it, after it. */
const longestAfterAnswerMs = 400;

export const killAfterArrival: Fault = {
  name: 'kill -9 between the answer to a publishing system and the submission of its article',
  rounds: { short: 2, full: 30 },
  run: killArrivals,
  recoversWithin: { seconds: 60, because: 'arrivals are looked for every second' },
  defence: {
    what: 'an arrival is known by its article and version, however often it is told',
    file: 'src/catalogue/source-arrivals.ts',
    code: 'storable(place)',
    instead: 'storable(place + newId(now))',
  },
};

/** `kill -9` of the whole service between its 202 to a publishing system and the submission: each article is one, all the same. */
async function killArrivals(kills: number, log: (line: string) => void): Promise<FaultResult> {
  await using resources = new AsyncDisposableStack();
  const environment = await embeddedGround(resources, []);
  let service = await startAnswering(environment);
  resources.defer(() => (service.alive ? service.kill9() : undefined));
  const archive = new Archive(`http://127.0.0.1:${environment.PORT}`);
  const source = await archive.addGhost();
  /** When each was killed that had answered for the article. */
  const reported = new Map<string, number>();
  for (let kill = 1; kill <= kills; kill += 1) {
    const ids = Array.from({ length: articlesAKill }, (_, index) => `article-${kill}-${index}`);
    for (const id of ids) {
      await archive.report(source, id);
    }
    await pause(Math.random() * longestAfterAnswerMs);
    await service.kill9();
    for (const id of ids) {
      reported.set(id, Date.now());
    }
    log(`kill ${kill} of ${kills}: ${reported.size} articles`);
    service = await startAnswering(environment);
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
  const late = submitted.filter((one) => Date.parse(one.createdAt) > (reported.get(one.externalId) ?? 0));
  const ids = submitted.map(({ externalId }) => externalId);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  return {
    // Made by the service after the one that had answered for them.
    struck: late.length,
    ...{ acknowledged: reported.size, held: new Set(ids).size, recoverySeconds },
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

  /** As Ghost does; resolves once it was answered 202. */
  async report({ inboundUrl, secret }: Source, id: string): Promise<string> {
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
    return ((await this.#ask(pathname + search, { body, headers })) as { status: string }).status;
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
