import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Artifact, artifactSchema } from '#domain/capture.ts';
import type { PostRecord } from '#domain/record.ts';
import { storeArtifact } from '../artifacts.ts';
import { inParallel } from '../in-parallel.ts';
import { type CheckedMedium, checkMedium } from '../media-check.ts';
import { type Lack, lackSchema } from '../outcome.ts';
import type { Footing, Rung } from '../rung.ts';
import { reasonOf } from '../trouble.ts';
import { listWantedFiles, type WantedFile } from '../wanted-files.ts';

const mediaSchema = z.object({ artifacts: z.array(artifactSchema), missing: z.array(lackSchema) });
export type FetchedMedia = z.infer<typeof mediaSchema>;

/** As browsers do with one host. */
const atATime = 4;
/** A page may name any number of pictures. */
const maxFiles = 100;
const longestUrlInReason = 200;

/** Every picture, video and sound of the record, each in the best variant that can be had whole. */
export const media: Rung<PostRecord, FetchedMedia> = {
  name: 'media',
  result: mediaSchema,
  dependsOn: (record) => listWantedFiles(record),

  async take(record, footing) {
    const all = listWantedFiles(record);
    const wanted = all.slice(0, maxFiles);
    if (wanted.length === 0) {
      return { artifacts: [], missing: [] };
    }
    await using folder = await openFolder(footing);
    const round = new Round(wanted, folder.path, footing);
    const results = await inParallel(wanted, atATime, footing.signal, (file, signal) =>
      round.fetchOne(file, signal),
    );
    return {
      artifacts: results.flatMap((result) => ('sha256' in result ? [result] : [])),
      missing: [
        ...results.flatMap((result) => ('sha256' in result ? [] : [result])),
        ...lackOfTheRest(all.slice(maxFiles)),
      ],
    };
  },
};

/** One run over all files of a record: they share one budget of bytes and one progress. */
class Round {
  readonly #footing: Footing;
  readonly #folder: string;
  readonly #fractions: Map<string, number>;
  #bytesLeft: number;
  #reported = 0;

  constructor(wanted: WantedFile[], folder: string, footing: Footing) {
    this.#footing = footing;
    this.#folder = folder;
    this.#fractions = new Map(wanted.map(({ stem }) => [stem, 0]));
    this.#bytesLeft = footing.tools.limits.maxMediaBytes;
  }

  async fetchOne(file: WantedFile, signal: AbortSignal): Promise<Artifact | Lack> {
    const reasons: string[] = [];
    for (const url of file.urls) {
      const result = await this.#tryUrl(file, url, { ...this.#footing, signal });
      if (typeof result !== 'string') {
        this.#report(file.stem, 1);
        return result;
      }
      reasons.push(`${shorten(url)}: ${result}`);
    }
    this.#report(file.stem, 1);
    const why = reasons.length === 0 ? file.noUrls : reasons.join('; ');
    this.#footing.tools.logger.info({ file: file.stem, why }, 'capture.media-missing');
    return { role: 'media', reason: `${file.title}: ${why}`, essential: file.essential };
  }

  /** The artifact, or why this URL gave none. */
  async #tryUrl(file: WantedFile, url: string, footing: Footing): Promise<Artifact | string> {
    const { tools, signal } = footing;
    const path = join(this.#folder, file.stem);
    const takenAt = tools.clock.now().toISOString();
    try {
      const checked = await this.#downloadAndCheck(file, url, path, footing);
      if (checked.kind === 'unsound') {
        return `the file ${checked.reason}`;
      }
      const { extension, kind: _kind, ...facts } = checked;
      const stored = await storeArtifact(footing, createReadStream(path, { signal }), {
        ...facts,
        name: `${file.stem}.${extension}`,
        role: 'media',
        source: 'platform',
        sourceUrl: url,
        takenAt,
      });
      this.#bytesLeft -= stored.bytes;
      return stored;
    } finally {
      await rm(path, { force: true });
    }
  }

  async #downloadAndCheck(
    file: WantedFile,
    url: string,
    path: string,
    footing: Footing,
  ): Promise<CheckedMedium | { kind: 'unsound'; reason: string }> {
    const { tools, scope, signal } = footing;
    if (this.#bytesLeft <= 0) {
      return {
        kind: 'unsound',
        reason: `was not fetched: the other media took all ${tools.limits.maxMediaBytes} bytes`,
      };
    }
    try {
      const options = {
        toFile: path,
        maxBytes: this.#bytesLeft,
        idleTimeoutMs: tools.limits.mediaIdleMs,
        totalTimeoutMs: tools.limits.mediaTotalMs,
        onProgress: (received: number, total: number | null) =>
          this.#report(file.stem, total ? received / total : 0),
      };
      await scope.download(url, options, signal);
    } catch (error) {
      return { kind: 'unsound', reason: `could not be had (${reasonOf(error, footing)})` };
    }
    return await checkMedium(path, file.kind, footing);
  }

  #report(stem: string, fraction: number): void {
    this.#fractions.set(stem, Math.max(this.#fractions.get(stem) ?? 0, Math.min(fraction, 1)));
    const sum = [...this.#fractions.values()].reduce((total, each) => total + each, 0);
    const overall = sum / this.#fractions.size;
    // Whole percents are all that anybody sees.
    if (overall - this.#reported >= 0.01 || (overall === 1 && this.#reported < 1)) {
      this.#reported = overall;
      this.#footing.job.onProgress(media.name, overall);
    }
  }
}

function lackOfTheRest(rest: WantedFile[]): Lack[] {
  const reason = `${rest.length} more files were not fetched: ${maxFiles} are the most of one capture`;
  return rest.length === 0 ? [] : [{ role: 'media', reason, essential: true }];
}

function shorten(url: string): string {
  return url.length > longestUrlInReason ? `${url.slice(0, longestUrlInReason)}…` : url;
}

/** A folder of this run alone; those that killed runs of the same capture have left go first. */
async function openFolder({ job, tools }: Footing): Promise<AsyncDisposable & { path: string }> {
  const prefix = `media-${job.work.captureId}-`;
  await mkdir(tools.temporaryDir, { recursive: true });
  for (const name of await readdir(tools.temporaryDir)) {
    if (name.startsWith(prefix)) {
      await rm(join(tools.temporaryDir, name), { recursive: true, force: true });
    }
  }
  const path = await mkdtemp(join(tools.temporaryDir, prefix));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
