import { sql } from 'kysely';
import type { Clock } from '#domain/clock.ts';
import { createArticles } from './articles.ts';
import { createAudits } from './audits.ts';
import { createCaptures } from './captures.ts';
import type { Catalogue } from './catalogue.ts';
import { createCheckpoints } from './checkpoints.ts';
import type { Database } from './database.ts';
import { createEvents } from './events.ts';
import { createKeys } from './keys.ts';
import { createLog } from './log.ts';
import { createOutbox } from './outbox.ts';
import { createPosts } from './posts.ts';
import { createPurges } from './purges.ts';
import { createRechecks } from './rechecks.ts';
import { createReindex } from './reindex.ts';
import { createReplays } from './replays.ts';
import { createSecrets } from './secrets.ts';
import { createSubmissions } from './submissions.ts';
import { tidy } from './tidy.ts';
import { createWorkers } from './workers.ts';

/** The same parts on either size of database. */
export function createCatalogue(database: Database, clock: Clock, close: () => Promise<void>): Catalogue {
  return {
    submissions: createSubmissions(database, clock),
    articles: createArticles(database, clock),
    posts: createPosts(database, clock),
    captures: createCaptures(database, clock),
    rechecks: createRechecks(database, clock),
    events: createEvents(database),
    outbox: createOutbox(database),
    log: createLog(database),
    replays: createReplays(database, clock),
    purges: createPurges(database, clock),
    audits: createAudits(database, clock),
    checkpoints: createCheckpoints(database),
    secrets: createSecrets(database, clock),
    keys: createKeys(database, clock),
    workers: createWorkers(database),
    reindex: createReindex(database, clock),
    probe: () => probe(database),
    tidy: () => tidy(database, clock),
    [Symbol.asyncDispose]: close,
  };
}

async function probe(database: Database): Promise<void> {
  try {
    await database.read((db) => sql`SELECT FROM submissions LIMIT 1`.execute(db));
  } catch (error) {
    throw new Error('the catalogue does not answer', { cause: error });
  }
}
