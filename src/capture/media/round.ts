import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Artifact } from '#domain/capture.ts';
import type { CaptionTrack } from '#domain/record.ts';
import { readRange } from '#storage/files.ts';
import { storeArtifact } from '../artifacts.ts';
import type { Lack } from '../outcome.ts';
import type { Footing } from '../rung.ts';
import { MediaBudget } from './budget.ts';
import { MediaProgress } from './progress.ts';
import type { FileFetching, FileInHand } from './sources.ts';
import { takeFromPage, takeFromSource } from './sources.ts';
import { captionsInStream } from './streams/captions-in-stream.ts';
import { maxPieces } from './streams/fetch-stream.ts';
import { storePlaylists } from './streams/store-playlists.ts';
import type { WantedFile } from './wanted-files.ts';

const longestUrlInReason = 200;

export interface FetchedFile {
  artifacts: Artifact[];
  lacks: Lack[];
  /** That its stream named beside picture and sound. */
  captions: CaptionTrack[];
}

export interface RoundParts {
  folder: string;
  headers: Record<string, string>;
  footing: Footing;
  onProgress(fraction: number): void;
}

/** One run over all files of a record: they share one budget of bytes and one progress. */
export class MediaRound {
  readonly #parts: RoundParts;
  readonly #progress: MediaProgress;
  readonly #budget: MediaBudget;

  constructor(stems: string[], parts: RoundParts) {
    this.#parts = parts;
    this.#progress = new MediaProgress(stems, parts.onProgress);
    this.#budget = new MediaBudget(parts.footing.tools.limits.maxMediaBytes);
  }

  /** The best that can be had, and what is missing for it to be the whole. */
  async fetchOne(file: WantedFile, signal: AbortSignal): Promise<FetchedFile> {
    const footing = { ...this.#parts.footing, signal };
    const { limits, logger } = footing.tools;
    const path = join(this.#parts.folder, file.stem);
    const endsAt = performance.now() + limits.mediaTotalMs;
    const reasons: string[] = [];
    try {
      for (const take of this.#waysTo(file)) {
        const result = await take({
          file,
          path,
          footing,
          headers: this.#parts.headers,
          budget: this.#budget,
          timeLeftMs: Math.max(Math.round(endsAt - performance.now()), 1),
          onProgress: (fraction) => this.#progress.tell(file.stem, fraction),
        });
        if (result.kind === 'in-hand') {
          return await this.#store(file, path, result, reasons, footing);
        }
        reasons.push(result.reason);
        await rm(path, { force: true });
      }
    } finally {
      this.#progress.tell(file.stem, 1);
      await rm(path, { force: true });
    }
    const why = reasons.join('; ');
    logger.info({ file: file.stem, why }, 'capture.media-missing');
    return { artifacts: [], lacks: [lackOf(file, why)], captions: [] };
  }

  /** Its sources, the best first, and last the page itself. */
  #waysTo({ kind, sources }: WantedFile) {
    const fromSources = sources.map((source) => async (fetching: FileFetching) => {
      const result = await takeFromSource(source, fetching);
      return result.kind === 'in-hand'
        ? result
        : ({ kind: 'none', reason: `${shorten(source.url)}: ${result.reason}` } as const);
    });
    const nothing = async () => ({ kind: 'none', reason: 'the platform names no file of it' }) as const;
    const named = sources.length === 0 ? [nothing] : fromSources;
    return kind === 'photo' ? named : [...named, takeFromPage];
  }

  async #store(
    file: WantedFile,
    path: string,
    found: FileInHand,
    reasonsBefore: string[],
    footing: Footing,
  ): Promise<FetchedFile> {
    const { extension, kind: _kind, hasAudio, durationMs: _durationMs, ...facts } = found.checked;
    const stored = await storeArtifact(footing, readRange(path), {
      ...facts,
      name: `${file.stem}.${extension}`,
      role: 'media',
      source: found.source,
      sourceUrl: found.sourceUrl,
      takenAt: found.takenAt,
    });
    const playlists = await storePlaylists(found.playlists, file.stem, footing);
    const isSilentSecond =
      file.kind === 'video' && hasAudio === false && file.sources.some(({ playlist }) => playlist !== null);
    const silence = `only a variant without sound could be had, and one with sound may exist: ${reasonsBefore.join('; ')}`;
    return {
      artifacts: [stored, ...playlists],
      lacks: isSilentSecond && reasonsBefore.length > 0 ? [lackOf(file, silence)] : [],
      captions: captionsInStream(found.playlists, {
        maxPieces,
        maxDurationMs: footing.tools.limits.maxVideoMs,
      }),
    };
  }
}

function lackOf({ title, essential }: WantedFile, why: string): Lack {
  return { role: 'media', reason: `${title}: ${why}`, essential };
}

function shorten(url: string): string {
  return url.length > longestUrlInReason ? `${url.slice(0, longestUrlInReason)}…` : url;
}
