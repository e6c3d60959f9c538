import type { Fetch } from '#domain/fetch.ts';
import type { Look } from '#domain/look.ts';
import type { Medium, PostRecord } from '#domain/record.ts';
import { parseHttpUrl, segmentsOf } from '#domain/url.ts';
import { ownerOfCaptions, withServer } from './captions.ts';
import { askDirectory, type Server } from './server.ts';
import { isDid } from './urls.ts';

/**
 * The AppView names films by their playlists only. The file that the author gave is on the server of their account
 * (com.atproto.sync.getBlob), which their DID's document names; it goes first, as the playlists were made from it. Captions
 * are there alone.
 */
export async function withOriginals(look: Look, fetch: Fetch, signal: AbortSignal): Promise<Look> {
  const { conclusion } = look;
  if (conclusion.kind !== 'live') return look;
  const { record } = conclusion;
  const quoted = record.quoted !== null && 'media' in record.quoted ? record.quoted : null;
  const all = [...record.media, ...(quoted?.media ?? [])];
  const owners = all.flatMap((medium) => [filmOf(medium)?.did ?? null, ownerOfCaptions(medium)]);
  const dids = new Set(owners.filter((did) => did !== null));
  if (dids.size === 0) return look;
  const servers = new Map<string, Server>();
  for (const did of dids) {
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
  const addressOf = (did: string, cid: string) => blobAddress(servers.get(did), did, cid);
  const placed = withServer(medium, addressOf);
  const film = filmOf(medium);
  const url = film === null ? null : addressOf(film.did, film.cid);
  if (url === null) return placed;
  const original = { url, mediaType: 'video/mp4', bitrate: null, width: null, height: null };
  return { ...placed, variants: [original, ...placed.variants] };
}

function blobAddress(server: Server | undefined, did: string, cid: string): string | null {
  if (server?.kind !== 'server') return null;
  const url = new URL('/xrpc/com.atproto.sync.getBlob', server.url);
  url.searchParams.set('did', did);
  url.searchParams.set('cid', cid);
  return url.href;
}
