import { z } from 'zod';

const handleSchema = z.string().regex(/^[\w.]{1,60}$/);

/** One post of an embed page, by the texts and addresses of its elements. */
export const blockSchema = z.object({
  /** `a.HeaderLink` */
  handle: handleSchema,
  /** `.AvatarContainer img` */
  avatarUrl: z.string().nullable(),
  /** `.BodyTextContainer`; null where there is none, as in posts of pictures alone. */
  text: z.string().nullable(),
  /** `.ActionBarIcon`: likes, replies, reposts. */
  counts: z.array(z.number().nullable()),
});
export type Block = z.infer<typeof blockSchema>;

/** The meta tags of a post's page. */
export const pageSchema = z.object({
  'og:url': z.url(),
  'og:title': z.string().min(1),
  'og:description': z.string().min(1),
});
