import { createHash } from 'node:crypto';

/** RFC 3339; null for what is no time. */
export function timeOf(text: unknown): string | null {
  const time = typeof text === 'string' || typeof text === 'number' ? new Date(text).getTime() : Number.NaN;
  return Number.isFinite(time) ? new Date(time).toISOString() : null;
}

/** What tells one state of an article from another: when it changed, or else its words. */
export function versionOf(updatedAt: unknown, html: string | null): string {
  return (
    timeOf(updatedAt) ??
    `sha256:${createHash('sha256')
      .update(html ?? '')
      .digest('hex')}`
  );
}
