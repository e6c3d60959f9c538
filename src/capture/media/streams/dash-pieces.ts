import { inherited, innermost, type Representation } from './dash-inheritance.ts';
import { timesOf } from './dash-times.ts';
import { type Piece, type StreamLimits, StreamRefusedError, tooManyPieces } from './stream.ts';
import { attribute, childrenOf, type Element } from './xml.ts';

/** The pieces of a representation in order, its initialisation first. */
export function piecesOf(representation: Representation, limits: StreamLimits): Piece[] {
  const { baseUrl } = representation;
  if (innermost(representation, 'SegmentTemplate') !== null) {
    return templated(representation, limits);
  }
  if (innermost(representation, 'SegmentList') !== null) {
    return listed(representation, limits);
  }
  // With SegmentBase, or with nothing but an address, the file is the whole representation.
  return [{ url: baseUrl, range: null, key: null }];
}

/** Relative ones are resolved against the outer ones; of several the first counts, the others are mirrors. */
export function baseUrlOf(element: Element, outer: string): string {
  const stated = childrenOf(element, 'BaseURL')[0]?.textContent?.trim();
  return stated ? resolve(stated, outer) : outer;
}

function templated(representation: Representation, limits: StreamLimits): Piece[] {
  const media = inherited(representation, 'SegmentTemplate', 'media');
  if (media === null) {
    throw new StreamRefusedError('has a manifest with a template that names no piece');
  }
  const initialisation = inherited(representation, 'SegmentTemplate', 'initialization');
  const fill = (template: string, values: Record<string, number>) =>
    whole(representation, fillTemplate(template, { ...valuesOf(representation), ...values }));
  const pieces: Piece[] = initialisation === null ? [] : [fill(initialisation, {})];
  for (const { number, time } of timesOf(representation, 'SegmentTemplate')) {
    if (pieces.length >= limits.maxPieces) {
      throw tooManyPieces(limits);
    }
    pieces.push(fill(media, { Number: number, Time: time }));
  }
  return pieces;
}

function listed(representation: Representation, limits: StreamLimits): Piece[] {
  const list = innermost(representation, 'SegmentList');
  const segments = list === null ? [] : childrenOf(list, 'SegmentURL');
  if (segments.length >= limits.maxPieces) {
    throw tooManyPieces(limits);
  }
  const initialisation = list === null ? undefined : childrenOf(list, 'Initialization')[0];
  return [
    ...(initialisation === undefined ? [] : [ranged(representation, initialisation, 'sourceURL', 'range')]),
    ...segments.map((segment) => ranged(representation, segment, 'media', 'mediaRange')),
  ];
}

function ranged(representation: Representation, element: Element, url: string, range: string): Piece {
  const piece = whole(representation, attribute(element, url) ?? '');
  const [start, end] =
    /^(\d+)-(\d+)$/
      .exec(attribute(element, range) ?? '')
      ?.slice(1)
      .map(Number) ?? [];
  return start === undefined || end === undefined
    ? piece
    : { ...piece, range: { start, length: end - start + 1 } };
}

function whole({ baseUrl }: Representation, url: string): Piece {
  return { url: url === '' ? baseUrl : resolve(url, baseUrl), range: null, key: null };
}

/** `$Number$`, `$Number%05d$`, `$$` and their like (ISO/IEC 23009-1, section 5.3.9.4.4). */
function fillTemplate(template: string, values: Record<string, string | number>): string {
  return template.replace(/\$(\w*)(?:%0(\d{1,2})d)?\$/g, (_, name: string, width: string | undefined) =>
    name === '' ? '$' : String(values[name] ?? '').padStart(Number(width ?? 1), '0'),
  );
}

function valuesOf({ set, element }: Representation): Record<string, string | number> {
  return {
    RepresentationID: attribute(element, 'id') ?? '',
    Bandwidth: attribute(element, 'bandwidth') ?? attribute(set, 'bandwidth') ?? '',
  };
}

function resolve(uri: string, base: string): string {
  const url = URL.parse(uri, base);
  if (url === null) {
    throw new StreamRefusedError('has a manifest with an address that is none');
  }
  return url.href;
}
