import { sql } from 'kysely';
import type { CaptureStatus } from '#domain/capture.ts';

/** Derived, so that a dead worker's capture does not stay `running`. */
export const captureStatus = sql<CaptureStatus>`coalesce(captures.outcome,
  CASE WHEN captures.lease_until > clock_timestamp() THEN 'running' ELSE 'waiting' END)`;
