import type { Artifact, Verdict } from '#domain/capture.ts';
import { canonicalJson } from '#evidence/canonical-json.ts';
import { storeArtifact } from './artifacts.ts';
import { recordOfQuotation } from './quotation-record.ts';
import type { Footing } from './rung.ts';
import type { IdentifiedPost } from './steps/identify.ts';
import type { SeenPost } from './steps/look.ts';
import type { CaptureResult } from './steps/manifest.ts';
import type { SearchedArchives } from './steps/recovery.ts';

/** There is no post to look at: what the article says is kept as a quotation, where it says anything. */
export async function endNowhere(
  identity: IdentifiedPost & { kind: 'nowhere' },
  footing: Footing,
): Promise<CaptureResult> {
  const { postId, canonicalUrl } = footing.job.work;
  // Words without a link tell nothing of the post; a shortener that answers 404 or 410 does.
  const wasTold = identity.signals.length > 0;
  const record = recordOfQuotation(postId, canonicalUrl, footing.job.quotation);
  const verdict: Verdict = {
    shows: 'unchecked',
    detail: 'The words that the article carries; the post itself was not seen.',
  };
  const artifacts: Artifact[] = [...identity.artifacts];
  if (record !== null) {
    const common = { source: 'derived', verdict } as const;
    const json = { ...common, name: 'record.json', role: 'record', mediaType: 'application/json' } as const;
    const words = {
      ...common,
      name: 'text.txt',
      role: 'text',
      mediaType: 'text/plain; charset=utf-8',
    } as const;
    artifacts.push(await storeArtifact(footing, canonicalJson(record), json));
    artifacts.push(await storeArtifact(footing, new TextEncoder().encode(`${record.text}\n`), words));
  }
  const notHeld = `Not held: ${identity.detail}`;
  return {
    postId,
    canonicalUrl,
    takenAt: footing.tools.clock.now().toISOString(),
    outcome: record === null ? 'absent' : 'partial',
    absence: wasTold || record === null ? 'not-found' : null,
    state: wasTold ? 'not-found' : 'unknown',
    source: record === null ? 'original' : 'quotation',
    missing: record === null ? [] : [{ role: 'screenshot', reason: notHeld, essential: true }],
    record,
    artifacts,
    signals: identity.signals,
    browser: null,
    answer: null,
  };
}

/** No archive has it: what the article says is kept as a quotation, where it says anything. */
export async function endUnrecovered(
  { takenAt, unanswered, signals }: SearchedArchives & { kind: 'nothing' },
  footing: Footing,
): Promise<CaptureResult> {
  const detail = unanswered ?? 'The post is gone, and no archive of the web that was asked has it.';
  const ended = await endNowhere({ kind: 'nowhere', detail, artifacts: [], signals: [] }, footing);
  const source = ended.record === null ? 'archive' : 'quotation';
  return { ...ended, takenAt, source, absence: null, state: 'unknown', signals };
}

/** Which post it is could not be told, for as long as patience lasted. */
export function endUnidentified(
  identity: IdentifiedPost & { kind: 'unknown' },
  { job, tools }: Footing,
): CaptureResult {
  const { postId, canonicalUrl } = job.work;
  return {
    postId,
    canonicalUrl,
    takenAt: tools.clock.now().toISOString(),
    outcome: 'blocked',
    absence: null,
    state: 'unknown',
    source: 'original',
    missing: [
      { role: 'record', reason: `Which post it is could not be told: ${identity.detail}`, essential: true },
    ],
    record: null,
    artifacts: [],
    signals: identity.signals,
    browser: null,
    answer: null,
  };
}

/** The platform said that the post is not there: its own words are the evidence. */
export function endAbsent(
  post: IdentifiedPost & { kind: 'post' },
  seen: SeenPost & { conclusion: { kind: 'absent' } },
): CaptureResult {
  const { absence } = seen.conclusion;
  return {
    postId: post.postId,
    canonicalUrl: post.canonicalUrl,
    takenAt: seen.takenAt,
    outcome: 'absent',
    absence,
    state: absence,
    source: 'original',
    missing: [],
    record: seen.record,
    artifacts: [...post.artifacts, ...seen.artifacts],
    signals: seen.signals,
    browser: null,
    answer: seen,
  };
}
