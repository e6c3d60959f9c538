import { z } from 'zod';

/** Text that PostgreSQL and readers can take: no NUL, no half of a surrogate pair. */
export function plainText(maxLength: number) {
  return z
    .string()
    .max(maxLength, { error: `is longer than ${maxLength} characters` })
    .refine((text) => !text.includes('\0'), { error: 'holds a NUL character; remove it' })
    .overwrite((text) => text.toWellFormed());
}

/** The same for what an article says, where a stray NUL is no reason to refuse it. */
export const articleText = z.string().overwrite((text) => text.replaceAll('\0', '').toWellFormed());

const word = plainText(200).trim().min(1, { error: 'is empty' });
export const tags = z.array(word).max(100, { error: 'has more than 100 tags' });
/** It stands in addresses, where two names mean a folder. */
export const collectionName = word.refine((name) => name !== '.' && name !== '..', {
  error: 'stands for a folder in addresses; choose another name',
});
export const collection = collectionName.nullable();
export const note = plainText(20_000).nullable();

export const pageQuery = z.object({
  limit: z.coerce
    .number({ error: 'is not a number' })
    .int({ error: 'must be a whole number' })
    .min(1, { error: 'must be 1 or more' })
    .max(100, { error: 'must be 100 or less' })
    .default(20),
  cursor: plainText(1000).nullable().default(null),
});

export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

/** A day or a moment; a day means its first moment, or its last where it ends a span. */
export function moment(ofDay: 'start' | 'end') {
  return z
    .union([z.iso.date(), z.iso.datetime({ offset: true })], {
      error: 'is not a date as in 2018-12-12 or 2018-12-12T00:15:00Z',
    })
    .overwrite((value) => {
      const whole =
        value.length > 10 ? value : `${value}T${ofDay === 'start' ? '00:00:00.000' : '23:59:59.999'}Z`;
      return new Date(whole).toISOString();
    });
}

export const idParameter = (what: string) => z.object({ id: plainText(200).describe(what) });
export const postParameter = z.object({
  postId: z.string().describe('The post, under any of its ids or URLs'),
});
