import type { Artifact } from '#domain/capture.ts';
import { inParallel } from '#domain/in-parallel.ts';
import { storeArtifact } from '../../artifacts.ts';
import type { Lack } from '../../outcome.ts';
import type { Footing } from '../../rung.ts';
import { reasonOf } from '../../trouble.ts';
import { MediaBudget } from '../budget.ts';
import { storePlaylists } from '../streams/store-playlists.ts';
import { StreamRefusedError } from '../streams/stream.ts';
import { CaptionsRefusedError, type FetchedTrack, fetchTrack } from './fetch-track.ts';
import type { WantedCaptions } from './wanted-captions.ts';

export interface FetchedCaptions {
  artifacts: Artifact[];
  lacks: Lack[];
}

/** Of all tracks of a capture together. */
const maxBytes = 20_000_000;
const totalTimeoutMs = 90_000;
const atATime = 4;

/** Every track as WebVTT. A capture is whole without them: what cannot be had is named. */
export async function fetchCaptions(
  wanted: WantedCaptions[],
  headers: Record<string, string>,
  footing: Footing,
): Promise<FetchedCaptions> {
  const budget = new MediaBudget(maxBytes);
  const deadline = AbortSignal.timeout(totalTimeoutMs);
  const results = await inParallel(wanted, atATime, footing.signal, async (track, signal) => {
    const bounded = { ...footing, signal: AbortSignal.any([signal, deadline]) };
    const fetched = await tryFetch(track, { headers, account: budget.open(), footing: bounded }, signal);
    return 'reason' in fetched
      ? { artifacts: [], failures: [{ track, reason: fetched.reason }] }
      : { artifacts: await store(track, fetched, { ...footing, signal }), failures: [] };
  });
  return {
    artifacts: results.flatMap(({ artifacts }) => artifacts),
    lacks: lacksOf(results.flatMap(({ failures }) => failures)),
  };
}

async function tryFetch(
  { url }: WantedCaptions,
  fetching: Parameters<typeof fetchTrack>[1],
  signal: AbortSignal,
): Promise<FetchedTrack | { reason: string }> {
  try {
    return await fetchTrack(url, fetching);
  } catch (error) {
    signal.throwIfAborted();
    fetching.account.giveBack();
    if (fetching.footing.signal.aborted) {
      return { reason: 'the file was not there when its time was over' };
    }
    if (error instanceof CaptionsRefusedError) {
      return { reason: `the file ${error.message}` };
    }
    return error instanceof StreamRefusedError
      ? { reason: `the stream ${error.message}` }
      : { reason: `the file could not be had (${reasonOf(error, fetching.footing)})` };
  }
}

async function store(
  { stem, url }: WantedCaptions,
  { bytes, takenAt, cues, madeFrom }: FetchedTrack,
  footing: Footing,
): Promise<Artifact[]> {
  const how = madeFrom === null ? 'Named by the record' : madeFrom.how;
  const track = await storeArtifact(footing, bytes, {
    name: `${stem}.vtt`,
    role: 'media',
    mediaType: 'text/vtt',
    source: madeFrom === null ? 'platform' : 'derived',
    sourceUrl: url,
    takenAt,
    verdict: { shows: 'expected', detail: `${how}; read whole, ${cues} cues.` },
  });
  const original = madeFrom?.file ?? null;
  const kept =
    original === null
      ? []
      : [
          await storeArtifact(footing, original.bytes, {
            name: `raw-${stem}.${original.extension}`,
            role: 'raw',
            mediaType: original.mediaType,
            source: 'platform',
            sourceUrl: url,
            takenAt,
            verdict: { shows: 'unchecked', detail: `What ${stem}.vtt was made from.` },
          }),
        ];
  return [track, ...kept, ...(await storePlaylists(madeFrom?.playlists ?? [], stem, footing))];
}

/** One for each film and reason: a platform that refuses one language refuses them all. */
function lacksOf(failures: readonly { track: WantedCaptions; reason: string }[]): Lack[] {
  const groups = Map.groupBy(failures, ({ track, reason }) => `${track.film}: ${reason}`);
  return Array.from(groups, ([what, group]) => {
    const languages = group.map(({ track }) => track.language);
    const more = languages.length - mostNamed;
    const named = `${languages.slice(0, mostNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
    return { role: 'media', reason: `Captions (${named}) of ${what}`, essential: false };
  });
}

const mostNamed = 5;
