import { z } from 'zod';

/** What must be on a message of t.me's embed page for it to be read; the rest may be missing. */
export const messageSchema = z.object({
  'data-post': z.string().regex(/^[^/]+\/\d+$/),
  ownerName: z.string().min(1),
  datetime: z.iso.datetime({ offset: true }),
});
