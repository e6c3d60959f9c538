import { z } from 'zod';
import { InvalidInputError } from '#domain/errors.ts';
import type { Page, PageRequest } from './catalogue.ts';

/** A place in a list: the time and id of its last item. */
export interface Place {
  at: Date;
  id: string;
}

const placeSchema = z.tuple([z.iso.datetime(), z.string().max(1000)]);

/** Throws `InvalidInputError` where the cursor is none of ours. */
export function placeOf(cursor: string | null): Place | null {
  if (cursor === null) {
    return null;
  }
  const parsed = placeSchema.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()));
  if (!parsed.success) {
    throw new InvalidInputError('cursor', 'The cursor is not one that this list gave.');
  }
  const [at, id] = parsed.data;
  return { at: new Date(at), id };
}

/** Of rows that were asked for with one more than `limit`. */
export function toPage<Row, T>(
  rows: readonly Row[],
  { limit }: PageRequest,
  placeOfRow: (row: Row) => Place,
  toItem: (row: Row) => T,
): Page<T> {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items: kept.map(toItem), nextCursor: more ? cursorOf(placeOfRow(last)) : null };
}

function cursorOf({ at, id }: Place): string {
  return Buffer.from(JSON.stringify([at.toISOString(), id])).toString('base64url');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
