import { sql } from 'kysely';
import type { Clock } from '#domain/clock.ts';
import { createAllowances } from './allowances.ts';
import { createArticles } from './articles.ts';
import { createAudits } from './audits.ts';
import { createBreakers } from './breakers.ts';
import { createCaptures } from './captures.ts';
import type { Catalogue } from './catalogue.ts';
import { createCheckpoints } from './checkpoints.ts';
import { createCollections } from './collections.ts';
import type { Database } from './database.ts';
import { createDeliveries } from './deliveries.ts';
import { createDumps } from './dump/write-dump.ts';
import { createEvents } from './events.ts';
import { createGarbage } from './garbage.ts';
import { createKeys } from './keys.ts';
import { createLooks } from './last-look.ts';
import { createLog } from './log.ts';
import { createOutbox } from './outbox.ts';
import { createOverview } from './overview.ts';
import { createPictures } from './pictures.ts';
import { createPosts } from './posts.ts';
import { createPurges } from './purges.ts';
import { createRechecks } from './rechecks.ts';
import { createReindex } from './reindex.ts';
import { createReplays } from './replays.ts';
import { createReplica } from './replica.ts';
import { createReports } from './reports.ts';
import { createSecondCopies } from './second-copies.ts';
import { createSecrets } from './secrets.ts';
import { createSessions } from './sessions.ts';
import { createSources } from './sources.ts';
import { createSubmissions } from './submissions.ts';
import { tidy } from './tidy.ts';
import { createWatches } from './watches.ts';
import { createWebhooks } from './webhooks.ts';
import { createWorkers } from './workers.ts';
import { createWorkload } from './workload.ts';

/** What the two sizes of database differ in. */
export interface DatabaseSize {
  close: () => Promise<void>;
  /** What a server does by itself. */
  afterTidying?: () => Promise<void>;
}

/** The same parts on either size of database. */
export function createCatalogue(
  database: Database,
  clock: Clock,
  { close, afterTidying }: DatabaseSize,
): Catalogue {
  return {
    submissions: createSubmissions(database, clock),
    articles: createArticles(database, clock),
    posts: createPosts(database, clock),
    overview: createOverview(database),
    collections: createCollections(database, clock),
    captures: createCaptures(database, clock),
    pictures: createPictures(database, clock),
    rechecks: createRechecks(database, clock),
    watches: createWatches(database, clock),
    breakers: createBreakers(database, clock),
    reports: createReports(database, clock),
    sources: createSources(database, clock),
    looks: createLooks(database),
    events: createEvents(database),
    outbox: createOutbox(database),
    log: createLog(database),
    replays: createReplays(database, clock),
    replica: createReplica(database, clock),
    secondCopies: createSecondCopies(database, clock),
    purges: createPurges(database, clock),
    garbage: createGarbage(database),
    audits: createAudits(database, clock),
    checkpoints: createCheckpoints(database),
    secrets: createSecrets(database, clock),
    keys: createKeys(database, clock),
    allowances: createAllowances(database),
    sessions: createSessions(database, clock),
    webhooks: createWebhooks(database, clock),
    deliveries: createDeliveries(database, clock),
    workers: createWorkers(database),
    workload: createWorkload(database, clock),
    reindex: createReindex(database, clock),
    dumps: createDumps(database, clock),
    probe: () => probe(database),
    async tidy() {
      await tidy(database, clock);
      await afterTidying?.();
    },
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
