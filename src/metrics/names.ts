/** One family of Prometheus metrics. */
export interface Family {
  type: 'counter' | 'gauge' | 'histogram';
  name: string;
  help: string;
  /** Each with few values: platforms, never hosts, posts, keys. */
  labels: readonly string[];
  /** Of a histogram: upper bounds. */
  buckets?: readonly number[];
}

/** Answers of the API, and messages to servers that answer. */
const answerSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** Work with browser and network. */
const workSeconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 90, 300, 900];
/** What waits for its turn, for a site's rest or for a server that is down. */
const waitSeconds = [1, 5, 15, 30, 60, 300, 900, 3600, 21_600, 86_400, 604_800];

/** Every metric of ours, by the name that the code has for it. What the runtime tells of the process comes besides. */
export const families = {
  requestSeconds: {
    type: 'histogram',
    name: 'embed_archiver_http_request_duration_seconds',
    help: 'HTTP requests by route and status, from the first byte to the end of the answer',
    labels: ['method', 'route', 'status'],
    buckets: answerSeconds,
  },
  jobSeconds: {
    type: 'histogram',
    name: 'embed_archiver_job_duration_seconds',
    help: 'Jobs that this process ran, by queue; handed-back ones are run again',
    labels: ['queue', 'ended'],
    buckets: workSeconds,
  },
  rungSeconds: {
    type: 'histogram',
    name: 'embed_archiver_rung_duration_seconds',
    help: 'Steps of captures that this process took, kept ones left out',
    labels: ['platform', 'rung', 'ended'],
    buckets: workSeconds,
  },
  captures: {
    type: 'counter',
    name: 'embed_archiver_captures_total',
    help: 'Captures that ended, by outcome',
    labels: ['platform', 'outcome'],
  },
  captureSeconds: {
    type: 'histogram',
    name: 'embed_archiver_capture_turnaround_seconds',
    help: 'From the wish for a capture to its end, waits included',
    labels: ['platform'],
    buckets: waitSeconds,
  },
  absences: {
    type: 'counter',
    name: 'embed_archiver_absences_total',
    help: 'Captures that found the post gone or closed, by how',
    labels: ['platform', 'absence'],
  },
  verdicts: {
    type: 'counter',
    name: 'embed_archiver_artifact_verdicts_total',
    help: 'Artifacts of ended captures, by what they were seen to show',
    labels: ['platform', 'role', 'shows'],
  },
  storedBytes: {
    type: 'counter',
    name: 'embed_archiver_artifact_bytes_total',
    help: 'Bytes of the artifacts of ended captures; what storage holds already is counted again',
    labels: ['platform', 'role'],
  },
  lookSeconds: {
    type: 'histogram',
    name: 'embed_archiver_look_duration_seconds',
    help: 'Looks at posts by the platform’s data, of captures, re-checks, canaries and reports',
    labels: ['platform'],
    buckets: answerSeconds,
  },
  looks: {
    type: 'counter',
    name: 'embed_archiver_looks_total',
    help: 'Looks by what they told: live, an absence, or an obstacle, which tells nothing of the post',
    labels: ['platform', 'told'],
  },
  rechecks: {
    type: 'counter',
    name: 'embed_archiver_rechecks_total',
    help: 'Re-checks by what is believed after them; unknown changes nothing',
    labels: ['platform', 'believed'],
  },
  deliveries: {
    type: 'counter',
    name: 'embed_archiver_webhook_attempts_total',
    help: 'Attempts to tell a webhook: delivered, again (it failed and is tried later), given-up',
    labels: ['result'],
  },
  deliveryAttemptSeconds: {
    type: 'histogram',
    name: 'embed_archiver_webhook_attempt_duration_seconds',
    help: 'How long the servers of webhooks took to answer',
    labels: [],
    buckets: answerSeconds,
  },
  deliverySeconds: {
    type: 'histogram',
    name: 'embed_archiver_webhook_delivery_delay_seconds',
    help: 'From the making of a delivery to its being taken',
    labels: [],
    buckets: waitSeconds,
  },
  fetchedBytes: {
    type: 'counter',
    name: 'embed_archiver_egress_received_bytes_total',
    help: 'Bytes that came through the way out, of browser and code',
    labels: [],
  },
  refusals: {
    type: 'counter',
    name: 'embed_archiver_egress_refusals_total',
    help: 'Connections that were not made: the address policy, a server that cannot be reached, a spent budget',
    labels: ['reason'],
  },
  browsers: {
    type: 'gauge',
    name: 'embed_archiver_browsers',
    help: 'Browsers that run in this process',
    labels: [],
  },
  browserStarts: {
    type: 'counter',
    name: 'embed_archiver_browser_starts_total',
    help: 'Browsers started',
    labels: [],
  },
  browserRecycles: {
    type: 'counter',
    name: 'embed_archiver_browser_recycles_total',
    help: 'Browsers replaced for their age or memory',
    labels: [],
  },
  browserKills: {
    type: 'counter',
    name: 'embed_archiver_browser_kills_total',
    help: 'Browsers killed by force or found dead',
    labels: [],
  },
  diskFree: {
    type: 'gauge',
    name: 'embed_archiver_disk_free_bytes',
    help: 'Free space of the places that this process writes to: data, temporary, storage where it is a folder',
    labels: ['place'],
  },
  diskSize: {
    type: 'gauge',
    name: 'embed_archiver_disk_size_bytes',
    help: 'Size of the file systems of these places',
    labels: ['place'],
  },
  diskReserve: {
    type: 'gauge',
    name: 'embed_archiver_disk_reserve_bytes',
    help: 'Where less than that is free, nothing that needs room is begun',
    labels: ['place'],
  },
  memoryAvailable: {
    type: 'gauge',
    name: 'embed_archiver_memory_available_bytes',
    help: 'Memory that may still be had, by the machine and by the limit of the control group',
    labels: [],
  },
  held: {
    type: 'gauge',
    name: 'embed_archiver_work_held',
    help: '1 where work is held back in this process, by what is short: disk, memory, event-loop',
    labels: ['by'],
  },
  archiveReadable: {
    type: 'gauge',
    name: 'embed_archiver_archive_readable',
    help: '1 where the facts of the archive below could be read; 0 leaves them out. API processes alone have them, each the same',
    labels: [],
  },
  queueJobs: {
    type: 'gauge',
    name: 'embed_archiver_queue_jobs',
    help: 'Work by queue: ready, put-off (waits for the time of its next try), running. What comes first is counted',
    labels: ['queue', 'state'],
  },
  queueBounded: {
    type: 'gauge',
    name: 'embed_archiver_queue_bounded',
    help: '1 where there is more work than was counted',
    labels: ['queue'],
  },
  queueReadySeconds: {
    type: 'gauge',
    name: 'embed_archiver_queue_oldest_ready_seconds',
    help: 'How long the oldest work of the queue has been due and not begun; 0 where none is',
    labels: ['queue'],
  },
  platformJobs: {
    type: 'gauge',
    name: 'embed_archiver_queue_platform_jobs',
    help: 'Work by queue and platform; platforms with none are left out',
    labels: ['queue', 'platform', 'state'],
  },
  platformReadySeconds: {
    type: 'gauge',
    name: 'embed_archiver_queue_platform_oldest_ready_seconds',
    help: 'The same age by platform; a platform whose breaker is open keeps its work waiting',
    labels: ['queue', 'platform'],
  },
  breakers: {
    type: 'gauge',
    name: 'embed_archiver_breaker_sites',
    help: 'Sites of a platform by their breaker: closed, open (at rest), half-open (one probe is let through)',
    labels: ['platform', 'state'],
  },
  misread: {
    type: 'gauge',
    name: 'embed_archiver_misread_sites',
    help: 'Sites whose known posts are misread, so that nothing there is looked at again',
    labels: ['platform'],
  },
  watches: {
    type: 'gauge',
    name: 'embed_archiver_watches',
    help: 'Watched posts: planned, due, overdue (by more than an hour); the soonest are counted',
    labels: ['state'],
  },
  workers: {
    type: 'gauge',
    name: 'embed_archiver_workers',
    help: 'Workers: alive (heard of in the last minute), silent (in the last day, gone without a word)',
    labels: ['state'],
  },
  webhooks: {
    type: 'gauge',
    name: 'embed_archiver_webhooks',
    help: 'Webhooks: answering, failing, disabled',
    labels: ['state'],
  },
  damage: {
    type: 'gauge',
    name: 'embed_archiver_damaged_files',
    help: 'Files of storage that are damaged or missing, and not repaired',
    labels: [],
  },
  auditedAt: {
    type: 'gauge',
    name: 'embed_archiver_audit_completed_timestamp_seconds',
    help: 'When all of storage was last read back; left out before the first time',
    labels: [],
  },
  logEntries: {
    type: 'gauge',
    name: 'embed_archiver_log_entries',
    help: 'Entries of the log: committed, published (in a signed checkpoint), stamped (by some timestamp authority)',
    labels: ['state'],
  },
  logLagSeconds: {
    type: 'gauge',
    name: 'embed_archiver_log_unpublished_seconds',
    help: 'Age of the oldest entry of the log that is in no checkpoint; 0 where none is',
    labels: [],
  },
  stampLagSeconds: {
    type: 'gauge',
    name: 'embed_archiver_log_unstamped_seconds',
    help: 'Age of the oldest entry of the log that no timestamp covers; 0 where none is or no authority is configured',
    labels: [],
  },
  authorityFailures: {
    type: 'gauge',
    name: 'embed_archiver_timestamp_authority_failures',
    help: 'Failures in a row of each configured timestamp authority',
    labels: ['authority'],
  },
} as const satisfies Record<string, Family>;

export type FamilyName = keyof typeof families;
