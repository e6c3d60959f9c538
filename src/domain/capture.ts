import { z } from 'zod';
import { absences } from './post.ts';
import { recordSchema } from './record.ts';

export const outcomes = ['complete', 'partial', 'absent', 'blocked', 'failed'] as const;
/** How a capture ended. */
export type Outcome = (typeof outcomes)[number];
export const captureStatuses = ['waiting', 'running', ...outcomes] as const;
export type CaptureStatus = (typeof captureStatuses)[number];

export const artifactRoles = [
  'record',
  'raw',
  'media',
  'screenshot',
  'page-screenshot',
  'text',
  'wacz',
  'thumbnail',
  'manifest',
] as const;
export type ArtifactRole = (typeof artifactRoles)[number];

/** Is the expected post, by id and author, in this artifact? */
export const verdictSchema = z.object({
  shows: z.enum(['expected', 'wrong-post', 'wall', 'challenge', 'consent', 'blank', 'absence', 'unchecked']),
  /** What was seen, in words. */
  detail: z.string().nullable(),
});
export type Verdict = z.infer<typeof verdictSchema>;

export const artifactSchema = z.object({
  /** Unique in its capture and safe as a file name, e.g. `media-1.mp4`. */
  name: z.string(),
  role: z.enum(artifactRoles),
  mediaType: z.string(),
  bytes: z.number().int(),
  sha256: z.string(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  takenAt: z.iso.datetime(),
  /** Who showed it: the platform's data, the browser, our own card, derived from another artifact. */
  source: z.enum(['platform', 'browser', 'card', 'derived']),
  sourceUrl: z.string().nullable(),
  /** dHash of pictures, 16 hex digits. */
  perceptualHash: z.string().nullable().default(null),
  verdict: verdictSchema,
});
export type Artifact = z.infer<typeof artifactSchema>;

/** What a reader would expect and is not here; `reason` in words. */
export const missingSchema = z.object({ role: z.enum(artifactRoles), reason: z.string() });
export type Missing = z.infer<typeof missingSchema>;

export const provenanceSchema = z.object({
  requestedUrl: z.string(),
  finalUrl: z.string().nullable(),
  httpStatus: z.number().nullable(),
  serverAddress: z.string().nullable(),
  tlsCertificateSha256: z.string().nullable(),
  userAgent: z.string().nullable(),
  browser: z.string().nullable(),
  fonts: z.string().nullable(),
  software: z.string(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  /** `direct`, or `proxy` where EGRESS_PROXY stood between; `extraCaSha256` where EGRESS_CA_FILE was trusted. */
  egress: z.object({ route: z.enum(['direct', 'proxy']), extraCaSha256: z.string().nullable() }),
  /** Whether the browser's renderer ran in Chromium's sandbox; null where no browser took part. */
  sandboxed: z.boolean().nullable(),
  archiveUrl: z.string().nullable(),
  archivedAt: z.string().nullable(),
});
export type Provenance = z.infer<typeof provenanceSchema>;

export const signalSchema = z.object({
  source: z.string(),
  at: z.iso.datetime(),
  url: z.string(),
  httpStatus: z.number().nullable(),
  says: z.string(),
  detail: z.string().nullable(),
});

/** A finished capture, never changed once committed. What its manifest states. */
export const manifestSchema = z.object({
  manifestVersion: z.literal(1),
  captureId: z.string(),
  postId: z.string(),
  platform: z.string(),
  canonicalUrl: z.string(),
  takenAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  outcome: z.enum(outcomes),
  absence: z.enum(absences).nullable(),
  missing: z.array(missingSchema),
  source: z.enum(['original', 'archive', 'quotation']),
  recovers: z.string().nullable(),
  /** SHA-256 of the previous manifest of the same post. */
  previousManifest: z.string().nullable(),
  record: recordSchema.nullable(),
  artifacts: z.array(artifactSchema),
  signals: z.array(signalSchema),
  provenance: provenanceSchema,
});
export type Manifest = z.infer<typeof manifestSchema>;
