export interface Load {
  /** Nobody works on it; what is put off is among it. */
  waiting: number;
  /** Waits for the time of its next try. */
  putOff: number;
  running: number;
  /** When the oldest that waits came in; null where none does. */
  waitingSince: string | null;
  /** Since when the oldest that waits could have begun; null where all that waits is put off. */
  readySince: string | null;
}

export interface QueueLoad extends Load {
  queue: 'article' | 'capture' | 'recheck' | 'deliver';
  /** There is more than was counted, which waits. */
  isBounded: boolean;
  /** By the site that is asked, the most first; empty of what no site is asked for. */
  sites: ({ site: string } & Load)[];
}

export interface WatchLoad {
  /** Posts with a time for their next look. */
  planned: number;
  /** There are more than were counted. */
  isBounded: boolean;
  /** Their time has come. */
  due: number;
  /** By more than an hour. */
  overdue: number;
  /** Their time comes within a day. */
  nextDay: number;
  /** How often they are looked at; `null` for whatever is seldomer. */
  plans: { upToSeconds: number | null; posts: number }[];
}

/** How much there is to do. What comes first is counted, no more than `bound` of each, so that it stays fast. */
export interface Workload {
  /** Of all queues; of deliveries, those to webhooks that are not disabled. */
  queues(bound: number): Promise<QueueLoad[]>;
  watches(bound: number): Promise<WatchLoad>;
  /** Queues in which something may have to be done that nobody was given yet; asked often, so it costs little. */
  waiting(): Promise<ReadonlySet<QueueLoad['queue']>>;
}
