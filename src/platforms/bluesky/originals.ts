import type { Fetch } from '#domain/fetch.ts';
import type { Look } from '#domain/look.ts';
import type { Medium, PostRecord } from '#domain/record.ts';
import { parseHttpUrl, segmentsOf } from '#domain/url.ts';
import { askDirectory, type Server } from './server.ts';
import { isDid } from './urls.ts';

/**
 * The AppView names films by their playlists only. The file that the author gave is on the server of their account
 * (com.atproto.sync.getBlob), which their DID's document names; it goes first, as the playlists were made from it.
 */
export async function withOriginals(look: Look, fetch: Fetch, signal: AbortSignal): Promise<Look> {
  const { conclusion } = look;
  if (conclusion.kind !== 'live') return look;
  const { record } = conclusion;
  const quoted = record.quoted !== null && 'media' in record.quoted ? record.quoted : null;
  const films = [...record.media, ...(quoted?.media ?? [])].map(filmOf).filter((film) => film !== null);
  if (films.length === 0) return look;
  const servers = new Map<string, Server>();
  for (const did of new Set(films.map((film) => film.did))) {
    servers.set(did, await askDirectory(did, fetch, signal));
  }
  const complete = (media: Medium[]) => media.map((medium) => withOriginal(medium, servers));
  const completed: PostRecord = {
    ...record,
    media: complete(record.media),
    quoted: quoted === null ? record.quoted : { ...quoted, media: complete(quoted.media) },
  };
  const failures = Array.from(servers.values()).flatMap((server) =>
    server.kind === 'finding' ? [server.finding] : [],
  );
  return {
    ...look,
    conclusion: { kind: 'live', record: completed },
    signals: [...look.signals, ...failures.map((failure) => failure.signal)],
    raw: [...look.raw, ...failures.flatMap(({ raw }) => raw)],
  };
}

interface Film {
  did: string;
  cid: string;
}

/** By its playlist, `/watch/<did>/<cid>/playlist.m3u8`. */
function filmOf({ kind, variants }: Medium): Film | null {
  const url = kind === 'video' || kind === 'gif' ? parseHttpUrl(variants[0]?.url ?? '') : null;
  if (url === null) return null;
  const [first, did = '', cid = ''] = segmentsOf(url);
  return first === 'watch' && isDid(did) && /^[a-z0-9]+$/i.test(cid) ? { did, cid } : null;
}

function withOriginal(medium: Medium, servers: ReadonlyMap<string, Server>): Medium {
  const film = filmOf(medium);
  const server = film === null ? undefined : servers.get(film.did);
  if (film === null || server?.kind !== 'server') return medium;
  const url = new URL('/xrpc/com.atproto.sync.getBlob', server.url);
  url.searchParams.set('did', film.did);
  url.searchParams.set('cid', film.cid);
  const original = { url: url.href, mediaType: 'video/mp4', bitrate: null, width: null, height: null };
  return { ...medium, variants: [original, ...medium.variants] };
}
