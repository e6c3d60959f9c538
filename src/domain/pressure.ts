/** A folder that this process writes to, and the file system that it is on. */
export interface PlaceReading {
  /** `data` is DATA_DIR, `temporary` where browsers have their profiles, `storage` the folder of STORAGE_URL. */
  place: 'data' | 'temporary' | 'storage';
  directory: string;
  /** For whoever this process is. */
  freeBytes: number;
  totalBytes: number;
  /** No new captures are taken, and nothing large is taken in, while less than this is free. */
  reserveBytes: number;
}

/**
 * Why work is held back. `disk`: nothing that needs room is begun. `memory`, `event-loop`: one capture at a time goes on,
 * as others may be the cause and then waiting would not end.
 */
export interface Hold {
  kind: 'disk' | 'memory' | 'event-loop';
  /** A sentence for whoever runs the service: what is short, how short, what to do. */
  reason: string;
}

export interface PressureReading {
  /** How late timers come: the mean over the last seconds. */
  eventLoopLagMs: number;
  /** Of this process; its browsers not counted. */
  rssBytes: number;
  /** What may still be had of memory, by the machine and by the limit of the control group. */
  availableMemoryBytes: number;
  places: PlaceReading[];
  /** Null: work is taken. */
  holds: Hold | null;
}

export interface Pressure {
  /** As it was read a moment ago; costs nothing. */
  now(): PressureReading;
}
