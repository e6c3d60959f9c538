import { durationMsOf } from '#platforms/reading/iso-duration.ts';
import type { Representation } from './dash-inheritance.ts';
import { baseUrlOf, piecesOf } from './dash-pieces.ts';
import { protectionOf } from './dash-protection.ts';
import {
  assertNotTooLong,
  type Playlist,
  type Rendition,
  type StreamLimits,
  StreamRefusedError,
  tooManyPieces,
} from './stream.ts';
import { attribute, childrenOf, type Element, parseXml } from './xml.ts';

/** The renditions of a DASH manifest (ISO/IEC 23009-1), best first: each picture with the best sound. */
export function readDash(manifest: Playlist, limits: StreamLimits): Rendition[] {
  const mpd = parseXml(manifest.text);
  if (mpd?.localName !== 'MPD') {
    throw new StreamRefusedError('has a manifest that cannot be read');
  }
  if (attribute(mpd, 'type') === 'dynamic') {
    throw new StreamRefusedError('is live: its manifest goes on changing');
  }
  const period = onlyPeriod(mpd);
  const periodMs = durationMsOf(attribute(period, 'duration') ?? attribute(mpd, 'mediaPresentationDuration'));
  assertNotTooLong(periodMs, limits);
  const baseUrl = baseUrlOf(period, baseUrlOf(mpd, manifest.url));
  const all = childrenOf(period, 'AdaptationSet')
    .filter((set) => !isTrickMode(set))
    .flatMap((set) => representationsOf(set, { period, periodMs, baseUrl }));
  const open = unprotected(all);
  const [sound] = open.filter(({ kind }) => kind === 'audio').toSorted(byRoleAndBandwidth);
  const pictures = open.filter(({ kind }) => kind === 'video').toSorted(bySize);
  const plans =
    pictures.length > 0 ? pictures.map((each) => (sound ? [each, sound] : [each])) : sound ? [[sound]] : [];
  if (plans.length === 0) {
    throw new StreamRefusedError('has a manifest that names neither picture nor sound');
  }
  return plans.map(([first, second]) => ({
    title: titleOf(first),
    plan: async () => planOf(first, second, limits),
  }));
}

function onlyPeriod(mpd: Element): Element {
  const periods = childrenOf(mpd, 'Period');
  const [period] = periods;
  if (period === undefined) {
    throw new StreamRefusedError('has a manifest without a period');
  }
  if (periods.length > 1) {
    throw new StreamRefusedError(`is of ${periods.length} periods, which are several recordings`);
  }
  return period;
}

function representationsOf(
  set: Element,
  { period, periodMs, baseUrl }: Pick<Representation, 'period' | 'periodMs' | 'baseUrl'>,
): Representation[] {
  const setUrl = baseUrlOf(set, baseUrl);
  return childrenOf(set, 'Representation').flatMap((element) => {
    const type =
      attribute(element, 'mimeType') ??
      attribute(set, 'mimeType') ??
      `${attribute(set, 'contentType') ?? ''}/`;
    const kind = /^(video|audio)\//.exec(type)?.[1];
    return kind === 'video' || kind === 'audio'
      ? [{ period, set, element, periodMs, kind, baseUrl: baseUrlOf(element, setUrl) }]
      : [];
  });
}

function unprotected(all: Representation[]): Representation[] {
  const open = all.filter(({ set, element }) => protectionOf(set, element) === null);
  const needed = all.some(({ kind }) => kind === 'video') ? 'video' : 'audio';
  const [locked] = all.filter((each) => each.kind === needed && !open.includes(each));
  if (locked !== undefined && !open.some(({ kind }) => kind === needed)) {
    throw new StreamRefusedError(
      `is protected (${protectionOf(locked.set, locked.element)}), and protection is not broken`,
    );
  }
  const lockedSound = all.find((each) => each.kind === 'audio' && !open.includes(each));
  if (lockedSound !== undefined && !open.some(({ kind }) => kind === 'audio')) {
    throw new StreamRefusedError('has protected sound, and protection is not broken');
  }
  return open;
}

async function planOf(
  first: Representation | undefined,
  second: Representation | undefined,
  limits: StreamLimits,
) {
  if (first === undefined) {
    throw new StreamRefusedError('has a manifest that names neither picture nor sound');
  }
  const track = { pieces: piecesOf(first, limits) };
  const { periodMs: durationMs } = first;
  if (second === undefined) {
    return { tracks: [track] satisfies [typeof track], durationMs };
  }
  const sound = { pieces: piecesOf(second, limits) };
  if (track.pieces.length + sound.pieces.length > limits.maxPieces) {
    throw tooManyPieces(limits);
  }
  return { tracks: [track, sound] satisfies [typeof track, typeof sound], durationMs };
}

/** For seeking (DASH-IF IOP, section 3.2.9): the picture without most of its frames. */
function isTrickMode(set: Element): boolean {
  return [...childrenOf(set, 'EssentialProperty'), ...childrenOf(set, 'SupplementalProperty')].some(
    (property) => /trickmode/i.test(attribute(property, 'schemeIdUri') ?? ''),
  );
}

function bySize(a: Representation, b: Representation): number {
  return pixels(b) - pixels(a) || numberOf(b, 'bandwidth') - numberOf(a, 'bandwidth');
}

function byRoleAndBandwidth(a: Representation, b: Representation): number {
  return isMain(b) - isMain(a) || numberOf(b, 'bandwidth') - numberOf(a, 'bandwidth');
}

function isMain({ set }: Representation): number {
  const roles = childrenOf(set, 'Role').map((role) => attribute(role, 'value'));
  return roles.length === 0 || roles.includes('main') ? 1 : 0;
}

function pixels(representation: Representation): number {
  return numberOf(representation, 'width') * numberOf(representation, 'height');
}

function numberOf({ set, element }: Representation, name: string): number {
  return Number(attribute(element, name) ?? attribute(set, name) ?? 0) || 0;
}

function titleOf(representation: Representation | undefined): string {
  return representation === undefined || pixels(representation) === 0
    ? 'its best quality'
    : `${numberOf(representation, 'width')} × ${numberOf(representation, 'height')}`;
}
