import { type RawBuilder, sql } from 'kysely';
import { type Priority, priorities } from '#domain/submission.ts';

/** PostgreSQL holds neither NUL nor half a surrogate pair. */
export function storable(text: string): string {
  return text.replaceAll('\u0000', '\uFFFD').toWellFormed();
}

/** A value as a jsonb parameter; `null` is SQL's NULL. */
export function jsonb<T>(value: T): RawBuilder<T> {
  return value === null || value === undefined ? sql<T>`NULL::jsonb` : sql<T>`${jsonText(value)}::jsonb`;
}

/** Rows for `jsonb_to_recordset`: one parameter however many there are. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => storableValue(inner)) ?? 'null';
}

function storableValue(value: unknown): unknown {
  if (typeof value === 'string') {
    return storable(value);
  }
  if (isPlainObject(value) && Object.keys(value).some((key) => storable(key) !== key)) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [storable(key), inner]));
  }
  return value;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `ids` as an array parameter, for `= any(…)`. */
export function textArray(ids: readonly string[]): RawBuilder<string[]> {
  return sql<string[]>`${[...ids]}::text[]`;
}

/** So long from now, by the database's clock. */
export function fromNow(milliseconds: number): RawBuilder<Date> {
  return sql<Date>`clock_timestamp() + ${milliseconds}::double precision * interval '1 millisecond'`;
}

export function isoOrNull(time: Date | null): string | null {
  return time === null ? null : time.toISOString();
}

export function priorityOf(rank: number): Priority {
  return priorities[rank] ?? 'bulk';
}

export function rankOf(priority: Priority): number {
  return priorities.indexOf(priority);
}
