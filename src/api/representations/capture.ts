import { z } from 'zod';
import type { CaptureState } from '#catalogue/catalogue.ts';
import {
  artifactSchema,
  captureStatuses,
  missingSchema,
  outcomes,
  provenanceSchema,
} from '#domain/capture.ts';
import { absences } from '#domain/post.ts';
import { recordSchema } from '#domain/record.ts';

export const captureSchema = z
  .object({
    id: z.string(),
    postId: z.string(),
    status: z.enum(captureStatuses),
    createdAt: z.iso.datetime(),
    takenAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable(),
    outcome: z.enum(outcomes).nullable().describe('Null while it waits or runs'),
    absence: z.enum(absences).nullable(),
    missing: z.array(missingSchema),
    source: z.enum(['original', 'archive', 'quotation']),
    recovers: z.string().nullable(),
    record: recordSchema.nullable(),
    artifacts: z.array(artifactSchema.extend({ href: z.string() })),
    attestations: z.array(z.looseObject({ kind: z.string(), at: z.iso.datetime() })),
    provenance: provenanceSchema.nullable(),
    waczUrl: z
      .string()
      .nullable()
      .describe(
        'Its page archive: a link that opens without a key for a week, or with one where the post is restricted',
      ),
    bundleUrl: z.string().nullable().describe('The same with the proof of it'),
    replayUrl: z.string().nullable().describe('Shows the page archive in ReplayWeb.page'),
    attempts: z.number(),
    rung: z.string().nullable().describe('What it works on, while it runs'),
    progress: z.number().nullable().describe('0 to 1 within the rung'),
    lastError: z.string().nullable(),
  })
  .meta({ id: 'Capture' });
export type CaptureRepresentation = z.output<typeof captureSchema>;
type Artifact = CaptureRepresentation['artifacts'][number];

export const manifestName = 'manifest.json';

export interface CaptureSurroundings {
  /** Of its manifest; null where there is none yet. */
  manifestBytes: number | null;
  baseUrl: string;
  /** Makes a path a link for whoever holds it; null where the public may not see the post. */
  sign: ((path: string) => string) | null;
}

export function representCapture(
  capture: CaptureState,
  { manifestBytes, baseUrl, sign }: CaptureSurroundings,
): CaptureRepresentation {
  const { manifestSha256, ...shown } = capture;
  const hrefOf = (name: string) =>
    `${baseUrl}/v1/captures/${capture.id}/artifacts/${encodeURIComponent(name)}`;
  const artifacts = capture.artifacts.map((artifact) => ({ ...artifact, href: hrefOf(artifact.name) }));
  const manifest =
    manifestSha256 !== null && manifestBytes !== null
      ? [manifestArtifact(capture, manifestSha256, manifestBytes, hrefOf(manifestName))]
      : [];
  return { ...shown, artifacts: [...artifacts, ...manifest], ...archiveLinks(capture, baseUrl, sign) };
}

function archiveLinks(
  { id, artifacts }: CaptureState,
  baseUrl: string,
  sign: CaptureSurroundings['sign'],
): Pick<CaptureRepresentation, 'waczUrl' | 'bundleUrl' | 'replayUrl'> {
  const archive = artifacts.find(({ role }) => role === 'wacz');
  if (archive === undefined) {
    return { waczUrl: null, bundleUrl: null, replayUrl: null };
  }
  const urlOf = (path: string) => `${baseUrl}${sign === null ? path : sign(path)}`;
  const waczUrl = urlOf(`/v1/captures/${id}/wacz`);
  return {
    waczUrl,
    bundleUrl: urlOf(`/v1/captures/${id}/bundle`),
    replayUrl: sign === null ? null : replayUrlOf(waczUrl, archive),
  };
}

/** As ReplayWeb.page takes it: the archive in the query, the page in it and its time behind `#`. */
function replayUrlOf(source: string, { sourceUrl, takenAt }: CaptureState['artifacts'][number]): string {
  const ts = takenAt.replace(/\D/g, '').slice(0, 14);
  const page = new URLSearchParams({ view: 'pages', ...(sourceUrl !== null && { url: sourceUrl }), ts });
  return `https://replayweb.page/?${new URLSearchParams({ source })}#${page}`;
}

/** The manifest lists all others and so cannot list itself. */
function manifestArtifact(capture: CaptureState, sha256: string, bytes: number, href: string): Artifact {
  return {
    name: manifestName,
    role: 'manifest',
    mediaType: 'application/json',
    bytes,
    sha256,
    width: null,
    height: null,
    takenAt: capture.finishedAt ?? capture.createdAt,
    source: 'derived',
    sourceUrl: null,
    perceptualHash: null,
    verdict: { shows: 'unchecked', detail: null },
    href,
  };
}
