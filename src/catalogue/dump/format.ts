import { z } from 'zod';

/**
 * A dump is gzip over lines of JSON in UTF-8:
 *
 *     {"format":"embed-archiver-dump","version":1,"software":…,"at":…,"migrations":[…]}
 *     {"table":"posts","columns":["id",…]}
 *     ["x:1",null,…]                                     each value as PostgreSQL's own text, as in COPY; null is NULL
 *     …
 *     {"tables":{"posts":1,…},"sequences":[…],"sha256":…}  the hash is of every byte before this line
 *
 * Text keeps every type exact on the way: microseconds, bigint, jsonb, arrays, floating point.
 */
export const dumpFormat = 'embed-archiver-dump';
export const dumpVersion = 1;

/** Times, numbers and bytes in the one form that every database reads alike. */
export const textSettings = [
  ['timezone', 'UTC'],
  ['datestyle', 'ISO, YMD'],
  ['intervalstyle', 'iso_8601'],
  ['bytea_output', 'hex'],
  ['extra_float_digits', '1'],
] as const;

export const headerSchema = z.object({
  format: z.literal(dumpFormat),
  version: z.number().int(),
  software: z.string(),
  at: z.iso.datetime(),
  migrations: z.array(z.string()).min(1),
});
export type DumpHeader = z.infer<typeof headerSchema>;

export const tableSchema = z.object({ table: z.string(), columns: z.array(z.string()).min(1) });
export type DumpTable = z.infer<typeof tableSchema>;

const sequenceSchema = z.object({
  table: z.string(),
  column: z.string(),
  /** The last number that was given; a decimal. */
  last: z.string().regex(/^\d+$/),
});

export const trailerSchema = z.object({
  tables: z.record(z.string(), z.number().int()),
  sequences: z.array(sequenceSchema),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type DumpTrailer = z.infer<typeof trailerSchema>;

/** What a line is can be told by its beginning. */
export function kindOfLine(line: string): 'row' | 'table' | 'trailer' | 'header' | 'unknown' {
  const kinds = {
    '[': 'row',
    '{"table":': 'table',
    '{"tables":': 'trailer',
    '{"format":': 'header',
  } as const;
  const found = Object.entries(kinds).find(([beginning]) => line.startsWith(beginning));
  return found?.[1] ?? 'unknown';
}
