import { z } from 'zod';
import type { CaptureState, Catalogue } from '#catalogue/catalogue.ts';
import { type Outcome, outcomes } from '#domain/capture.ts';
import type { Storage } from '#storage/storage.ts';

const ended = z.enum(outcomes);

export interface Verdict {
  captures: number;
  complete: number;
  pointers: number;
  logEntries: number;
  endEvents: number;
  temporaryFiles: number;
  problems: string[];
}

export interface Expectations {
  expectedOf?: (id: string) => Outcome;
  /** False for a database that was made anew from storage. */
  hasEvents?: boolean;
}

/** Holds what the archive has against what the clients were told: each capture as expected, once and once only. */
export async function checkArchive(
  catalogue: Catalogue,
  storage: Storage,
  captureIds: string[],
  temporaryFiles: string[],
  { expectedOf = () => 'complete', hasEvents = true }: Expectations = {},
): Promise<Verdict> {
  const problems: string[] = temporaryFiles.map((path) => `a temporary file was left: ${path}`);
  const expected = new Set(captureIds);
  let complete = 0;
  for (const id of expected) {
    const capture = await catalogue.captures.get(id);
    const wanted = expectedOf(id);
    if (capture?.status === wanted) {
      complete += 1;
    } else {
      const instead = wanted === 'complete' ? '' : ` instead of ${wanted}`;
      problems.push(
        `${id} of ${capture?.postId} is ${capture?.status ?? 'missing'}${instead}: ${reasonOf(capture)}`,
      );
    }
  }
  const pointers = await countEach(pointerIds(storage));
  const logEntries = await countEach(logIds(catalogue));
  const endEvents = await countEach(endEventIds(catalogue));
  const once = { pointers, logEntries, ...(hasEvents && { endEvents }) };
  for (const [what, counts] of Object.entries(once)) {
    for (const id of expected) {
      if (counts.get(id) !== 1) {
        problems.push(`${id} has ${counts.get(id) ?? 0} ${what} instead of 1`);
      }
    }
  }
  return {
    captures: expected.size,
    complete,
    pointers: pointers.size,
    logEntries: logEntries.size,
    endEvents: endEvents.size,
    temporaryFiles: temporaryFiles.length,
    problems,
  };
}

function reasonOf(capture: CaptureState | null): string {
  const lacks = capture?.missing.map(({ role, reason }) => `${role}: ${reason}`) ?? [];
  return [capture?.lastError ?? 'no error', ...lacks].join('; ');
}

export async function countEach(ids: AsyncIterable<string>): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for await (const id of ids) {
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

async function* pointerIds(storage: Storage): AsyncIterable<string> {
  for await (const key of storage.listDocuments('captures/')) {
    yield key.replace('captures/', '').replace('.json', '');
  }
}

async function* logIds(catalogue: Catalogue): AsyncIterable<string> {
  let after = 0;
  for (;;) {
    const entries = await catalogue.log.entries(after, 500);
    if (entries.length === 0) {
      return;
    }
    yield* entries.flatMap(({ captureId }) => captureId ?? []);
    after = entries.at(-1)?.sequence ?? after;
  }
}

async function* endEventIds(catalogue: Catalogue): AsyncIterable<string> {
  let after: string | null = null;
  for (;;) {
    const events = await catalogue.events.since(after, 500);
    if (events.length === 0) {
      return;
    }
    for (const event of events) {
      if (event.captureId && event.type === 'capture' && ended.safeParse(event.data.status).success) {
        yield event.captureId;
      }
    }
    after = events.at(-1)?.id ?? after;
  }
}

/** The names that clients gave their submissions. */
export async function* submissionNames(catalogue: Catalogue): AsyncIterable<string> {
  let cursor: string | null = null;
  do {
    const page: { items: { externalId: string | null }[]; nextCursor: string | null } =
      await catalogue.submissions.list({ limit: 100, cursor });
    yield* page.items.flatMap(({ externalId }) => externalId ?? []);
    cursor = page.nextCursor;
  } while (cursor !== null);
}
