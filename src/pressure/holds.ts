import type { Hold, PlaceReading, PressureReading } from '#domain/pressure.ts';

/** A browser with a page of its own, and what this process needs beside it. */
export const captureNeedsBytes = 500_000_000;
/** By then renewals of leases and answers to clients come seconds late. */
const mostLagMs = 500;
/** What was short must be there again by so much more, so that work does not begin and end by the second. */
const slack = 1.1;

/** Why work is held back with these readings, `before` being why it was until now. */
export function holdBy(
  { places, availableMemoryBytes, eventLoopLagMs }: Omit<PressureReading, 'holds' | 'rssBytes'>,
  before: Hold | null,
): Hold | null {
  const slackOf = (kind: Hold['kind']) => (before?.kind === kind ? slack : 1);
  const full = places.find(({ freeBytes, reserveBytes }) => freeBytes < reserveBytes * slackOf('disk'));
  if (full !== undefined) {
    return { kind: 'disk', reason: diskReason(full) };
  }
  if (availableMemoryBytes < captureNeedsBytes * slackOf('memory')) {
    const reason = `${megabytes(availableMemoryBytes)} of memory are available and a capture needs ${megabytes(captureNeedsBytes)}: one at a time is made`;
    return { kind: 'memory', reason };
  }
  if (eventLoopLagMs > mostLagMs / slackOf('event-loop')) {
    const reason = `timers come ${Math.round(eventLoopLagMs)} ms late: one capture at a time is made`;
    return { kind: 'event-loop', reason };
  }
  return null;
}

function diskReason({ place, directory, freeBytes, reserveBytes }: PlaceReading): string {
  return (
    `the disk of ${directory} (${place}) has ${megabytes(freeBytes)} free, less than the ${megabytes(reserveBytes)} ` +
    'that are kept in reserve: make room, or lower DISK_RESERVE_MB'
  );
}

function megabytes(bytes: number): string {
  return `${Math.floor(bytes / 1e6)} MB`;
}
