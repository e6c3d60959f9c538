import { z } from 'zod';
import { absences } from './post.ts';
import { recordSchema } from './record.ts';
import { origins } from './submission.ts';

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
  /** Of a page archive: the SHA-256 of its `datapackage.json`, which names every file in it by hash. */
  datapackageSha256: z.string().optional(),
  verdict: verdictSchema,
});
export type Artifact = z.infer<typeof artifactSchema>;

/** What a reader would expect and is not here; `reason` in words. */
export const missingSchema = z.object({ role: z.enum(artifactRoles), reason: z.string() });
export type Missing = z.infer<typeof missingSchema>;

/** Somebody's wish for a capture. `by` is an API key's id, `admin-key`, or `control` for a command on the machine. */
export const requestSchema = z.object({
  submissionId: z.string(),
  origin: z.enum(origins),
  by: z.string().nullable(),
  at: z.iso.datetime(),
  note: z.string().nullable(),
  externalId: z.string().nullable(),
  collection: z.string().nullable(),
});
export type CaptureRequest = z.infer<typeof requestSchema>;

/** The TLS connection that the page came over, as the browser tells of it. */
export const tlsSchema = z.object({
  protocol: z.string().nullable(),
  subject: z.string().nullable(),
  issuer: z.string().nullable(),
  validFrom: z.iso.datetime().nullable(),
  validTo: z.iso.datetime().nullable(),
  /** Of each certificate's DER, the site's own first. */
  chainSha256: z.array(z.string()),
});
export type TlsFacts = z.infer<typeof tlsSchema>;

/** How the browser showed the page. */
export const displaySchema = z.object({
  width: z.number().int(),
  height: z.number().int(),
  deviceScaleFactor: z.number(),
  locale: z.string(),
  timezone: z.string(),
});

/** By how much the `Date` of the page's server was ahead of our clock, to a second. */
export const serverClockSchema = z.object({ host: z.string(), offsetSeconds: z.number().int() });

/** The machine and the programs that a capture was made with. */
export const environmentSchema = z.object({
  os: z.string(),
  runtime: z.string(),
  /** The source's revision; null where nothing tells. */
  revision: z.string().nullable(),
  programs: z.array(z.string()),
  /** Of the canonical JSON of the settings that captures depend on. */
  configSha256: z.string(),
});
export type EnvironmentFacts = z.infer<typeof environmentSchema>;

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
  /** True where the browser session had an operator's login (PLATFORM_STATE_DIR); whose is not told. */
  login: z.boolean().optional(),
  archiveUrl: z.string().nullable(),
  archivedAt: z.string().nullable(),
  // What follows is not in manifests of earlier versions.
  /** The first first; empty where a look of our own asked. */
  requestedBy: z.array(requestSchema).optional(),
  /** Every URL that the browser was sent on by, before the one that answered. */
  redirects: z.array(z.string()).optional(),
  display: displaySchema.nullable().optional(),
  tls: tlsSchema.nullable().optional(),
  /** Hosts that were spoken with by the run that ended, each with its addresses; none is known behind a proxy. */
  connections: z.array(z.object({ host: z.string(), addresses: z.array(z.string()) })).optional(),
  /** Our own address as others saw it; null where it is not known. */
  publicAddress: z.string().nullable().optional(),
  /** What the address policy or a spent budget did not let out. */
  refused: z.array(z.object({ host: z.string(), reason: z.string() })).optional(),
  /** `synchronized`: whether the system says that its clock follows a time server; null where it does not say. */
  clock: z
    .object({
      source: z.literal('system'),
      synchronized: z.boolean().nullable(),
      comparedWith: serverClockSchema.nullable(),
    })
    .optional(),
  environment: environmentSchema.optional(),
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
