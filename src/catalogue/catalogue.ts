import type { Articles } from './contract/articles.ts';
import type { Audits } from './contract/audits.ts';
import type { Breakers } from './contract/breakers.ts';
import type { Captures } from './contract/captures.ts';
import type { Checkpoints } from './contract/checkpoints.ts';
import type { Collections } from './contract/collections.ts';
import type { Deliveries } from './contract/deliveries.ts';
import type { Events } from './contract/events.ts';
import type { Keys } from './contract/keys.ts';
import type { Log } from './contract/log.ts';
import type { Looks } from './contract/looks.ts';
import type { Outbox } from './contract/outbox.ts';
import type { Overview } from './contract/overview.ts';
import type { Pictures } from './contract/pictures.ts';
import type { Posts } from './contract/posts.ts';
import type { Purges } from './contract/purges.ts';
import type { Rechecks } from './contract/rechecks.ts';
import type { Reindex } from './contract/reindex.ts';
import type { Replays } from './contract/replays.ts';
import type { Reports } from './contract/reports.ts';
import type { SecondCopies } from './contract/second-copies.ts';
import type { Secrets } from './contract/secrets.ts';
import type { Sessions } from './contract/sessions.ts';
import type { Sources } from './contract/sources.ts';
import type { Submissions } from './contract/submissions.ts';
import type { Watches } from './contract/watches.ts';
import type { Webhooks } from './contract/webhooks.ts';
import type { Workers } from './contract/workers.ts';
import type { Workload } from './contract/workload.ts';

export type * from './contract/articles.ts';
export type * from './contract/audits.ts';
export type * from './contract/breakers.ts';
export type * from './contract/captures.ts';
export type * from './contract/checkpoints.ts';
export type * from './contract/collections.ts';
export * from './contract/deliveries.ts';
export type * from './contract/events.ts';
export * from './contract/keys.ts';
export type * from './contract/log.ts';
export type * from './contract/looks.ts';
export type * from './contract/outbox.ts';
export type * from './contract/overview.ts';
export type * from './contract/paging.ts';
export type * from './contract/pictures.ts';
export type * from './contract/posts.ts';
export type * from './contract/purges.ts';
export type * from './contract/rechecks.ts';
export type * from './contract/reindex.ts';
export type * from './contract/replays.ts';
export * from './contract/reports.ts';
export type * from './contract/second-copies.ts';
export type * from './contract/secrets.ts';
export type * from './contract/sessions.ts';
export * from './contract/sources.ts';
export type * from './contract/submissions.ts';
export type * from './contract/watches.ts';
export type * from './contract/webhooks.ts';
export type * from './contract/work.ts';
export type * from './contract/workers.ts';
export type * from './contract/workload.ts';

/**
 * What we hold: an index of storage, in one PostgreSQL dialect. Each part is one file of queries. All times are RFC 3339
 * strings; all leases are by the database's clock. "In one transaction" is meant literally everywhere below.
 */
export interface Catalogue extends AsyncDisposable {
  readonly submissions: Submissions;
  readonly articles: Articles;
  readonly posts: Posts;
  readonly overview: Overview;
  readonly collections: Collections;
  readonly captures: Captures;
  readonly pictures: Pictures;
  readonly rechecks: Rechecks;
  readonly watches: Watches;
  readonly breakers: Breakers;
  readonly reports: Reports;
  readonly sources: Sources;
  readonly looks: Looks;
  readonly events: Events;
  readonly outbox: Outbox;
  readonly log: Log;
  readonly replays: Replays;
  readonly secondCopies: SecondCopies;
  readonly purges: Purges;
  readonly audits: Audits;
  readonly checkpoints: Checkpoints;
  readonly secrets: Secrets;
  readonly keys: Keys;
  readonly sessions: Sessions;
  readonly webhooks: Webhooks;
  readonly deliveries: Deliveries;
  readonly workers: Workers;
  readonly workload: Workload;
  readonly reindex: Reindex;
  /** Rejects with a sentence for /readyz. */
  probe(): Promise<void>;
  /** Deletes what has served: old progress events, idempotency keys, sessions that are over, heartbeats; and counts anew what the planner goes by. For a daily job. */
  tidy(): Promise<void>;
}
