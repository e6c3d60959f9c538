import { createHash } from 'node:crypto';

/** RFC 3339; null for what is no time. */
export function timeOf(text: unknown): string | null {
  const time = typeof text === 'string' || typeof text === 'number' ? new Date(text).getTime() : Number.NaN;
  return Number.isFinite(time) ? new Date(time).toISOString() : null;
}

/**
 * What tells one state of an article from another: when it changed, and its words, since systems count in seconds and an
 * article may change twice in one.
 */
export function versionOf(updatedAt: unknown, html: string | null): string {
  const time = timeOf(updatedAt);
  if (time !== null && html === null) {
    return time;
  }
  const words = `sha256:${createHash('sha256')
    .update(html ?? '')
    .digest('hex')}`;
  return time === null ? words : `${time} ${words}`;
}
