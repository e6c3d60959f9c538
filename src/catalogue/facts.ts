import { z } from 'zod';
import { signalSchema } from '#domain/capture.ts';
import { embedSchema } from '#domain/embed.ts';
import { absences, postStates } from '#domain/post.ts';
import { origins, priorities } from '#domain/submission.ts';

/**
 * What the catalogue writes to storage through its outbox, append-only, enough to rebuild it from. Keys:
 * `facts/submissions/<submission>.json` (and `<submission>.embeds.json` once its article was searched),
 * `facts/merges/<id>.json`, `facts/states/<look>.json`, `facts/patches/<id>.json`, `facts/collections/<id>.json`,
 * `captures/<capture>.json`, `statements/<sha256>.json`.
 */

export const submissionFactSchema = z.object({
  id: z.string(),
  origin: z.enum(origins),
  createdAt: z.iso.datetime(),
  by: z.string().nullable().optional(),
  url: z.string().nullable(),
  articleUrl: z.string().nullable(),
  tags: z.array(z.string()),
  collection: z.string().nullable(),
  note: z.string().nullable(),
  externalId: z.string().nullable(),
  sheet: z.object({ id: z.string(), row: z.number().int() }).nullable().optional(),
  watch: z.boolean(),
  restricted: z.boolean(),
  priority: z.enum(priorities),
  maxAgeSeconds: z.number().int(),
  links: z.boolean(),
  embeds: z.array(embedSchema),
  /** By position in `embeds`; null where none was to be made. */
  captureIds: z.array(z.string().nullable()),
});
export type SubmissionFact = z.infer<typeof submissionFactSchema>;

/** `from` is an alias of `to` since then. */
export const mergeFactSchema = z.object({
  id: z.string(),
  from: z.string(),
  to: z.string(),
  canonicalUrl: z.string(),
  at: z.iso.datetime(),
  evidence: z.unknown(),
});
export type MergeFact = z.infer<typeof mergeFactSchema>;

const toldSchema = z.enum(['live', ...absences]).nullable();

/** What a look concluded; `id` is the look's (a capture's, where it kept bytes). */
export const stateFactSchema = z.object({
  id: z.string(),
  postId: z.string(),
  at: z.iso.datetime(),
  state: z.enum(postStates),
  signals: z.array(signalSchema),
  told: toldSchema.optional(),
  /** Looks before that the belief rests on, too. */
  earlier: z
    .array(
      z.object({
        lookId: z.string(),
        at: z.iso.datetime(),
        told: toldSchema,
        state: z.enum(postStates),
        signals: z.array(signalSchema),
      }),
    )
    .optional(),
  /** The capture that the look asked for. */
  captureId: z.string().nullable(),
});
export type StateFact = z.infer<typeof stateFactSchema>;

/** Whether a post is looked at again; how often follows from what is known of it, unless somebody says. */
export const watchWishSchema = z.union([
  z.boolean(),
  z.object({ everySeconds: z.number().int().positive() }),
]);

/** What a person changed of a post. */
export const patchFactSchema = z.object({
  id: z.string(),
  postId: z.string(),
  at: z.iso.datetime(),
  by: z.string(),
  patch: z.object({
    tags: z.array(z.string()).optional(),
    collection: z.string().nullable().optional(),
    note: z.string().nullable().optional(),
    watch: watchWishSchema.optional(),
    restricted: z.boolean().optional(),
  }),
});
export type PatchFact = z.infer<typeof patchFactSchema>;

/** What a person said of a collection; `values` are those that changed. */
export const collectionFactSchema = z.object({
  id: z.string(),
  name: z.string(),
  at: z.iso.datetime(),
  by: z.string(),
  kind: z.enum(['described', 'deleted']),
  values: z.object({
    title: z.string().nullable().optional(),
    description: z.string().nullable().optional(),
    public: z.boolean().optional(),
    restricted: z.boolean().optional(),
    watchEverySeconds: z.number().int().positive().nullable().optional(),
  }),
});
export type CollectionFact = z.infer<typeof collectionFactSchema>;

/** The committed manifest of a capture. */
export const pointerSchema = z.object({ captureId: z.string(), manifestSha256: z.string() });
export type Pointer = z.infer<typeof pointerSchema>;

/** A signed statement, as far as the catalogue needs to know it. */
export const statementSchema = z.looseObject({
  kind: z.enum(['restriction', 'purge']),
  at: z.iso.datetime(),
});
export type StatementFact = z.infer<typeof statementSchema>;

/** A token over a checkpoint, likewise. */
export const timestampFactSchema = z.object({ authority: z.string(), at: z.iso.datetime() });
export type TimestampFact = z.infer<typeof timestampFactSchema>;

export const factKeys = {
  submission: (id: string) => `facts/submissions/${id}.json`,
  embeds: (id: string) => `facts/submissions/${id}.embeds.json`,
  merge: (id: string) => `facts/merges/${id}.json`,
  state: (id: string) => `facts/states/${id}.json`,
  patch: (id: string) => `facts/patches/${id}.json`,
  collection: (id: string) => `facts/collections/${id}.json`,
  statement: (sha256: string) => `statements/${sha256}.json`,
  pointer: (captureId: string) => `captures/${captureId}.json`,
};
