import { z } from 'zod';
import { type Artifact, artifactSchema, signalSchema, type Verdict } from '#domain/capture.ts';
import { GiveUpError } from '#domain/errors.ts';
import { AddressRefusedError } from '#domain/fetch.ts';
import type { Look, RawResponse, Signal } from '#domain/look.ts';
import { absences, obstacles, type PostId, platformOf } from '#domain/post.ts';
import { type PostRecord, recordSchema } from '#domain/record.ts';
import { canonicalJson } from '#evidence/canonical-json.ts';
import type { Target } from '#platforms/platform.ts';
import { storeArtifact } from '../artifacts.ts';
import type { Footing, Rung } from '../rung.ts';
import { waitUnlessPatienceEnded } from '../trouble.ts';

const seenSchema = z.object({
  takenAt: z.iso.datetime(),
  conclusion: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('live') }),
    z.object({ kind: z.literal('absent'), absence: z.enum(absences) }),
    z.object({ kind: z.literal('unknown'), obstacle: z.enum(obstacles), detail: z.string() }),
  ]),
  record: recordSchema.nullable(),
  mediaHeaders: z.record(z.string(), z.string()).default({}),
  signals: z.array(signalSchema),
  artifacts: z.array(artifactSchema),
  /** Other ids of the same post. */
  aliases: z.array(z.string()),
  /** Of the answer that told, or else the first. */
  httpStatus: z.number().nullable(),
  finalUrl: z.string().nullable(),
});
export type SeenPost = z.infer<typeof seenSchema>;

/** What the platform's own public answers say: the record, and the answers themselves as they came. */
export const look: Rung<Target, SeenPost> = {
  name: 'look',
  result: seenSchema,
  dependsOn: ({ postId }) => postId,

  async take(target, footing) {
    const takenAt = footing.tools.clock.now().toISOString();
    const { conclusion, signals, raw, aliases, mediaHeaders = {} } = await lookAt(target, footing);
    if (conclusion.kind === 'unknown') {
      waitUnlessPatienceEnded(footing.job, footing.tools, conclusion);
    }
    const record = conclusion.kind === 'unknown' ? null : conclusion.record;
    const told = raw.find(({ status }) => status < 300) ?? raw[0];
    const rawArtifacts = await storeRaw(raw, signals, footing);
    return {
      takenAt,
      conclusion,
      // Parsed once here, so that what is stored, hashed and handed on is one and the same.
      record: record && recordSchema.parse(record),
      mediaHeaders,
      signals,
      artifacts: record
        ? [await storeRecord(record, conclusion.kind, footing), ...rawArtifacts]
        : rawArtifacts,
      aliases: conclusion.kind === 'live' ? aliasesOf(target.postId, aliases ?? []) : [],
      httpStatus: told?.status ?? null,
      finalUrl: told?.finalUrl ?? null,
    };
  },
};

async function lookAt(target: Target, { tools, scope, signal }: Footing): Promise<Look> {
  try {
    return await tools.platformFor(target.postId).look(target, scope.fetch, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof AddressRefusedError) {
      throw new GiveUpError(`${target.canonicalUrl} is not visited: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

/** A platform speaks for its own ids alone. */
function aliasesOf(postId: PostId, announced: readonly PostId[]): PostId[] {
  const own = announced.filter((id) => id !== postId && platformOf(id) === platformOf(postId));
  return [...new Set(own)];
}

/** As a look stores what it was told, for a record that came another way. */
export async function storeAnswers(
  { record, raw, signals }: { record: PostRecord; raw: RawResponse[]; signals: Signal[] },
  footing: Footing,
): Promise<Artifact[]> {
  return [await storeRecord(record, 'live', footing), ...(await storeRaw(raw, signals, footing))];
}

async function storeRecord(record: PostRecord, seen: string, footing: Footing): Promise<Artifact> {
  return await storeArtifact(footing, canonicalJson(recordSchema.parse(record)), {
    name: 'record.json',
    role: 'record',
    mediaType: 'application/json',
    source: 'derived',
    sourceUrl: record.canonicalUrl,
    verdict: seen === 'live' ? { shows: 'expected', detail: null } : { shows: 'absence', detail: null },
  });
}

/** Each answer's body as it came, and one list of what was asked and how it was answered. */
async function storeRaw(raw: RawResponse[], signals: Signal[], footing: Footing): Promise<Artifact[]> {
  const artifacts: Artifact[] = [];
  for (const [index, response] of raw.entries()) {
    artifacts.push(
      await storeArtifact(footing, response.body, {
        name: nameOf(response, index, raw),
        role: 'raw',
        mediaType: response.mediaType,
        source: 'platform',
        sourceUrl: response.url,
        takenAt: response.takenAt,
        verdict: verdictOf(signals.find(({ url }) => url === response.url)),
      }),
    );
  }
  return raw.length === 0 ? artifacts : [...artifacts, await storeExchanges(raw, artifacts, footing)];
}

async function storeExchanges(raw: RawResponse[], bodies: Artifact[], footing: Footing): Promise<Artifact> {
  const exchanges = raw.map(({ url, finalUrl, status, headers, takenAt }, index) => ({
    url,
    finalUrl,
    status,
    headers,
    takenAt,
    body: { name: bodies[index]?.name, sha256: bodies[index]?.sha256 },
  }));
  return await storeArtifact(footing, canonicalJson(exchanges), {
    name: 'raw-exchanges.json',
    role: 'raw',
    mediaType: 'application/json',
    source: 'derived',
    verdict: {
      shows: 'unchecked',
      detail: 'What was asked and how it was answered; the bodies are artifacts.',
    },
  });
}

const extensions: Record<string, string> = {
  'application/json': 'json',
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'text/plain': 'txt',
  'application/pdf': 'pdf',
};

function nameOf({ name, mediaType }: RawResponse, index: number, raw: RawResponse[]): string {
  const stem = name.toLowerCase().replace(/[^a-z0-9-]+/g, '-');
  const isTaken = raw.some((other, before) => before < index && other.name === name);
  const [type = ''] = mediaType.split(';');
  return `raw-${stem}${isTaken ? `-${index + 1}` : ''}.${extensions[type.trim().toLowerCase()] ?? 'bin'}`;
}

function verdictOf(signal: Signal | undefined): Verdict {
  if (signal === undefined) {
    return { shows: 'unchecked', detail: null };
  }
  switch (signal.says) {
    case 'unreachable':
    case 'rate-limited':
    case 'unreadable':
      return { shows: 'unchecked', detail: signal.detail ?? signal.says };
    case 'live':
      return { shows: 'expected', detail: signal.detail };
    case 'walled':
      return { shows: 'wall', detail: signal.detail };
    case 'challenged':
      return { shows: 'challenge', detail: signal.detail };
    default:
      return { shows: 'absence', detail: signal.detail ?? signal.says };
  }
}
