import fc, { type Arbitrary } from 'fast-check';
import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import { hostileText, hostileValue, marker } from './hostile-values.ts';

/** Another answer in the place of a good one: what a platform may send tomorrow, or whoever took its place today. */
export interface Mutation {
  /** Where, as a fraction of what there is. */
  at: number;
  how: 'replace' | 'remove' | 'repeat' | 'cut' | 'mark';
  value: unknown;
  text: string;
  status: number | null;
  mediaType: string | null;
}

export const mutations: Arbitrary<Mutation[]> = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    how: fc.constantFrom('replace', 'replace', 'mark', 'mark', 'remove', 'repeat', 'cut'),
    value: hostileValue,
    text: hostileText,
    status: fc.oneof(
      { weight: 9, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.constantFrom(204, 302, 404, 410, 451, 999) },
    ),
    mediaType: fc.oneof(
      { weight: 9, arbitrary: fc.constant(null) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          '',
          'text/html; charset=nonsense',
          'application/json',
          'image/png',
          'text/plain',
        ),
      },
    ),
  }),
  { minLength: 1, maxLength: 4 },
);

export function mutatedFetch(fetch: Fetch, changes: readonly Mutation[]): Fetch {
  return async (url, request, signal) => {
    const answer = await fetch(url, request, signal).catch((error: Error) => absentFor(url, error));
    return changes.reduce(mutatedAnswer, answer);
  };
}

/** A good answer makes some questions needless, so that fixtures know no answer to them; another may make them asked. */
function absentFor(url: string, error: Error): FetchResponse {
  if (error.constructor !== Error) {
    throw error;
  }
  const body = new TextEncoder().encode('nothing here');
  const headers = { 'content-type': 'text/html; charset=utf-8' };
  return {
    url,
    finalUrl: url,
    chain: [url],
    status: 404,
    headers,
    body,
    receivedAt: '2026-08-20T12:00:00.000Z',
  };
}

function mutatedAnswer(given: FetchResponse, mutation: Mutation): FetchResponse {
  const { status, mediaType } = mutation;
  return {
    ...given,
    body: new TextEncoder().encode(mutatedText(new TextDecoder().decode(given.body), mutation)),
    ...(status !== null && { status }),
    ...(mediaType !== null && { headers: { ...given.headers, 'content-type': mediaType } }),
  };
}

/** JSON is changed in one of its values, also where a page carries it; anything else in its characters. */
export function mutatedText(text: string, mutation: Mutation): string {
  const whole = parsed(text);
  if (whole !== undefined && mutation.how !== 'cut') {
    return JSON.stringify(mutatedJson(whole, mutation)) ?? '';
  }
  const scripts = [...text.matchAll(/(?<=<script[^>]*>)[^<]+(?=<\/script>)/g)];
  const script = scripts[Math.floor(mutation.at * 7) % (scripts.length + 1)];
  const inside = script && parsed(script[0]);
  if (script && inside !== undefined && mutation.how !== 'cut') {
    const changed = (JSON.stringify(mutatedJson(inside, mutation)) ?? '').replaceAll('<', '\\u003c');
    return text.slice(0, script.index) + changed + text.slice(script.index + script[0].length);
  }
  return mutatedCharacters(text, mutation);
}

function mutatedCharacters(text: string, { at, how, text: other }: Mutation): string {
  const start = Math.floor(at * text.length);
  const end = Math.min(text.length, start + 1 + (Math.floor(at * 97) % 60));
  switch (how) {
    case 'cut':
      return text.slice(0, start);
    case 'remove':
      return text.slice(0, start) + text.slice(end);
    case 'repeat':
      return text.slice(0, end) + text.slice(start, end).repeat(200) + text.slice(end);
    case 'mark':
      return text.slice(0, start) + other + marker + text.slice(start);
    default:
      return text.slice(0, start) + other + text.slice(end);
  }
}

function mutatedJson(whole: unknown, { at, how, value, text }: Mutation): unknown {
  const root = { whole: structuredClone(whole) };
  const places = placesIn(root);
  const place = places[Math.min(places.length - 1, Math.floor(at * places.length))];
  if (place === undefined) {
    return value;
  }
  const { parent, key } = place;
  const before = parent[key];
  switch (how) {
    case 'remove':
      delete parent[key];
      break;
    case 'repeat':
      parent[key] = [before, before, before];
      break;
    case 'mark':
      parent[key] = typeof before === 'string' ? `${before}${text}${marker}` : text;
      break;
    default:
      parent[key] = value;
  }
  return root.whole;
}

interface Place {
  parent: Record<string, unknown>;
  key: string;
}

function placesIn(value: object): Place[] {
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => [
    { parent: value as Record<string, unknown>, key },
    ...(typeof inner === 'object' && inner !== null ? placesIn(inner) : []),
  ]);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
