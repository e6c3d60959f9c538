/** How the archive stands: what every process would tell alike. Platforms are those of `createMetrics`; times in seconds. */
export interface ArchiveFacts {
  queues: QueueFacts[];
  breakers: { platform: string; state: 'closed' | 'open' | 'half-open'; sites: number }[];
  misread: { platform: string; sites: number }[];
  watches: { planned: number; due: number; overdue: number };
  workers: { alive: number; silent: number };
  webhooks: { answering: number; failing: number; disabled: number };
  damagedFiles: number;
  /** Since the epoch; null before the first whole turn. */
  auditedAtSeconds: number | null;
  log: {
    committed: number;
    published: number;
    stamped: number;
    unpublishedSeconds: number;
    unstampedSeconds: number;
    authorities: { authority: string; failures: number }[];
  };
}

export interface QueueFacts extends LoadFacts {
  queue: string;
  /** There is more than was counted. */
  isBounded: boolean;
  platforms: (LoadFacts & { platform: string })[];
}

export interface LoadFacts {
  ready: number;
  putOff: number;
  running: number;
  /** How long the oldest has been due and not begun; 0 where none is. */
  oldestReadySeconds: number;
}
