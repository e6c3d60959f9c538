import type { Artifact } from '#domain/capture.ts';
import { storeArtifact } from '../../artifacts.ts';
import type { Footing } from '../../rung.ts';
import { playlistKindIn } from './playlist-kind.ts';
import type { Playlist } from './stream.ts';

const forms = {
  hls: { extension: 'm3u8', mediaType: 'application/vnd.apple.mpegurl' },
  dash: { extension: 'mpd', mediaType: 'application/dash+xml' },
} as const;

/** The playlists that a stream was fetched by, each as it came. */
export async function storePlaylists(
  playlists: Playlist[],
  stem: string,
  footing: Footing,
): Promise<Artifact[]> {
  const artifacts: Artifact[] = [];
  for (const [index, { url, text, takenAt }] of playlists.entries()) {
    const { extension, mediaType } = forms[playlistKindIn(text) ?? 'hls'];
    artifacts.push(
      await storeArtifact(footing, Buffer.from(text), {
        name: `raw-${stem}-playlist-${index + 1}.${extension}`,
        role: 'raw',
        mediaType,
        source: 'platform',
        sourceUrl: url,
        takenAt,
        verdict: { shows: 'unchecked', detail: `What ${stem} was fetched by.` },
      }),
    );
  }
  return artifacts;
}
