import { surt } from './surt.ts';

/** What of a request's body goes into its key. Players cut at the same length. */
const maxQueryCharacters = 4096;
const maxJsonDepth = 500;

export interface KeyedRequest {
  url: string;
  method: string;
  contentType: string | null;
  body: Uint8Array | null;
}

export interface RequestKey {
  /** The SURT. */
  key: string;
  /** The address the key was made from: with `__wb_method=…&…` for everything but GET. */
  url: string;
  /** The body as a query, cut; null for GET. An index carries it so that a player can make the key again. */
  requestBody: string | null;
}

/**
 * A request that is no GET is looked up by its body too, which players write as a query: `?__wb_method=POST&a=1`. The rules,
 * odd ones among them, are those of warcio's `postToGetUrl`, since wabac makes the key of a replayed request by them.
 */
export function requestKey({ url, method, contentType, body }: KeyedRequest): RequestKey {
  if (method === 'GET') {
    return { key: surt(url), url, requestBody: null };
  }
  const requestBody = bodyAsQuery(contentType ?? '', body ?? new Uint8Array()).slice(0, maxQueryCharacters);
  const withBody = `${url}${url.indexOf('?') > 0 ? '&' : '?'}__wb_method=${method}&${decoded(requestBody)}`;
  return { key: surt(withBody), url: withBody, requestBody };
}

function bodyAsQuery(contentType: string, body: Uint8Array): string {
  const text = () => new TextDecoder().decode(body);
  switch (contentType.split(';')[0]) {
    case 'application/x-www-form-urlencoded':
      return text();
    case 'application/json':
    case 'text/plain':
      return jsonAsQuery(parsedJson(text()));
    case 'multipart/form-data':
      return multipartAsQuery(text(), contentType.split('boundary=')[1] ?? '');
    default:
      return bytesAsQuery(body);
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** Every leaf by its nearest name; a second of that name is `name.2_`. Empty strings leave no trace. */
function jsonAsQuery(json: unknown): string {
  const query = new URLSearchParams();
  const timesSeen = new Map<string, number>();
  let characters = 0;
  const add = (name: string, value: string) => {
    const times = (timesSeen.get(name) ?? 0) + 1;
    timesSeen.set(name, times);
    query.set(times === 1 ? name : `${name}.${times}_`, value);
    characters += name.length + value.length;
  };
  const walk = (value: unknown, name: string, depth: number): void => {
    // A page may post anything: what lies beyond the cut is not walked, nor what nests without end.
    if (characters > maxQueryCharacters || depth > maxJsonDepth) {
      return;
    }
    if (Array.isArray(value)) {
      for (const item of value) {
        walk(item, name, depth + 1);
      }
    } else if (typeof value === 'object' && value !== null) {
      for (const [inner, item] of Object.entries(value)) {
        walk(item, inner, depth + 1);
      }
    } else if (value !== '') {
      add(name, `${value}`);
    }
  };
  walk(json, '', 0);
  return query.toString();
}

function multipartAsQuery(text: string, boundary: string): string {
  const query = new URLSearchParams();
  let characters = 0;
  for (const part of boundary === '' ? [] : text.split(boundary)) {
    const field = /name="([^"]+)"\r\n\r\n(.*)/i.exec(withoutDashes(part).trim());
    if (field?.[1] !== undefined && field[2] !== undefined && characters <= maxQueryCharacters) {
      query.set(field[1], field[2]);
      characters += field[1].length + field[2].length;
    }
  }
  return query.toString();
}

/** Those that belong to the boundary. By hand: a pattern would take quadratic time on a page's million dashes. */
function withoutDashes(part: string): string {
  let end = part.length;
  while (end > 0 && part[end - 1] === '-') {
    end--;
  }
  return part.slice(0, end).replace(/^-+/, '');
}

function bytesAsQuery(body: Uint8Array): string {
  // What lies beyond the cut cannot matter.
  const binary = Array.from(body.subarray(0, maxQueryCharacters), (byte) => String.fromCharCode(byte)).join(
    '',
  );
  return `__wb_post_data=${btoa(binary)}`;
}

function decoded(query: string): string {
  try {
    return decodeURI(query);
  } catch {
    return '';
  }
}
