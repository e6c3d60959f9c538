import { z } from 'zod';
import { artifactSchema } from '#domain/capture.ts';
import { inParallel } from '#domain/in-parallel.ts';
import type { PostRecord } from '#domain/record.ts';
import { fetchCaptions } from '../media/captions/fetch-captions.ts';
import { listWantedCaptions } from '../media/captions/wanted-captions.ts';
import { MediaRound } from '../media/round.ts';
import { listWantedFiles, type WantedFile } from '../media/wanted-files.ts';
import { type Lack, lackSchema } from '../outcome.ts';
import { openRunFolder } from '../run-folder.ts';
import type { Rung } from '../rung.ts';

const mediaSchema = z.object({ artifacts: z.array(artifactSchema), missing: z.array(lackSchema) });
export type FetchedMedia = z.infer<typeof mediaSchema>;

export interface MediaInput {
  record: PostRecord;
  /** What the platform's servers of media ask for; see `Look.mediaHeaders`. */
  headers: Record<string, string>;
}

/** As browsers do with one host. */
const atATime = 4;
/** A page may name any number of pictures. */
const maxFiles = 100;

/** Every picture, video and sound of the record, each in the best variant that can be had whole, then the videos' captions. */
export const media: Rung<MediaInput, FetchedMedia> = {
  name: 'media',
  result: mediaSchema,
  dependsOn: ({ record }) => ({ files: listWantedFiles(record), captions: listWantedCaptions(record) }),

  async take({ record, headers }, footing) {
    const all = listWantedFiles(record);
    const wanted = all.slice(0, maxFiles);
    if (wanted.length === 0) {
      return { artifacts: [], missing: [] };
    }
    await using folder = await openRunFolder('media', footing);
    const stems = wanted.map(({ stem }) => stem);
    const onProgress = (fraction: number) => footing.job.onProgress(media.name, fraction);
    const round = new MediaRound(stems, { folder: folder.path, headers, footing, onProgress });
    const results = await inParallel(wanted, atATime, footing.signal, (file, signal) =>
      round.fetchOne(file, signal),
    );
    const inStreams = new Map(results.map(({ captions }, index) => [stems[index] ?? '', captions]));
    const captions = await fetchCaptions(listWantedCaptions(record, inStreams), headers, footing);
    return {
      artifacts: [...results, captions].flatMap(({ artifacts }) => artifacts),
      missing: [
        ...[...results, captions].flatMap(({ lacks }) => lacks),
        ...lackOfTheRest(all.slice(maxFiles)),
      ],
    };
  },
};

function lackOfTheRest(rest: WantedFile[]): Lack[] {
  const reason = `${rest.length} more files were not fetched: ${maxFiles} are the most of one capture`;
  return rest.length === 0 ? [] : [{ role: 'media', reason, essential: true }];
}
