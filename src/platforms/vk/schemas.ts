import { z } from 'zod';

/** Only the fields that we use of `playerParams.params[0]` in VK's player, and of a post's element in its page. */

const number = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d+$/)
    .transform(Number),
]);

const fields = z.looseObject({
  oid: number,
  vid: number,
  md_title: z.string(),
  md_author: z.string(),
  author_id: number.nullish(),
  date: number.nullish(),
  duration: number.nullish(),
  jpg: z.string().nullish(),
  hls: z.string().nullish(),
});
/** The files are keys of their own: `url240`, `url720`, … */
export const playerSchema = z.object({ params: z.array(fields).min(1) });
export type PlayerAnswer = z.infer<typeof fields>;

export const wallSchema = z.object({ author: z.string().min(1), text: z.string() });
