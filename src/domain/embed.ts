import { z } from 'zod';

export const embedForms = [
  'blockquote',
  'iframe',
  'link',
  'amp',
  'script',
  'element',
  'video',
  'json',
  'meta',
  'text',
  'feed',
  'submitted',
] as const;
export type EmbedForm = (typeof embedForms)[number];

/** The words, author and date that the article itself carries. `date` is `YYYY-MM-DD`. */
export const quotationSchema = z.object({
  text: z.string().nullable(),
  authorName: z.string().nullable(),
  authorHandle: z.string().nullable(),
  date: z.iso.date().nullable(),
});
export type Quotation = z.infer<typeof quotationSchema>;

/** One place in an article that shows a post. */
export const embedSchema = z.object({
  /** In reading order, from 0. */
  position: z.number().int(),
  form: z.enum(embedForms),
  platform: z.string(),
  foundUrl: z.string(),
  /** Provisional (`x:short:…`) where only the network could tell. */
  postId: z.string(),
  canonicalUrl: z.string(),
  quotation: quotationSchema.nullable(),
  /** 0 to 1: how sure it is that the article shows this post here. */
  confidence: z.number().min(0).max(1),
});
export type Embed = z.infer<typeof embedSchema>;

/** Something near an embed that is none: `reason` is `share-button`, `follow`, `timeline`, `profile`, … */
export interface OtherReference {
  reason: string;
  foundUrl: string;
}

export interface EmbedInventory {
  embeds: Embed[];
  others: OtherReference[];
}
