import type { CaptionTrack, Medium } from '#domain/record.ts';
import { languageTagOf } from '../reading/caption-track.ts';
import type { CaptionedAnswer } from './schemas.ts';
import { isDid } from './urls.ts';

/**
 * What the author gave with a film (app.bsky.embed.video#caption): blobs on the server of their account, which is not known
 * yet. Until `withServer` says where, a track is `at://<did>/<cid>`.
 */
export function captionsInRecord(
  did: string,
  embed: CaptionedAnswer | null | undefined,
): Pick<Medium, 'captions'> {
  const captions = (embed?.captions ?? []).map(
    ({ lang, file }): CaptionTrack => ({
      url: `at://${did}/${file.ref.$link}`,
      language: languageTagOf(lang),
      label: null,
      automatic: false,
    }),
  );
  return captions.length === 0 ? {} : { captions };
}

/** Whose server holds the captions of a film; null where there are none. */
export function ownerOfCaptions({ captions = [] }: Medium): string | null {
  return blobOf(captions[0])?.did ?? null;
}

/** The tracks by the addresses of their blobs; none where the server is not known. */
export function withServer(medium: Medium, addressOf: (did: string, cid: string) => string | null): Medium {
  const { captions = [], ...rest } = medium;
  const placed = captions.flatMap((track) => {
    const blob = blobOf(track);
    const url = blob === null ? track.url : addressOf(blob.did, blob.cid);
    return url === null ? [] : [{ ...track, url }];
  });
  return placed.length === 0 ? rest : { ...rest, captions: placed };
}

function blobOf(track: CaptionTrack | undefined): { did: string; cid: string } | null {
  const [, did = '', cid] = /^at:\/\/([^/]+)\/([a-z0-9]+)$/i.exec(track?.url ?? '') ?? [];
  return cid === undefined || !isDid(did) ? null : { did, cid };
}
