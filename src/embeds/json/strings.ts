import { unescapeJson } from '../escapes.ts';

/** A string of a JSON document, with its key and the object that holds it where the document could be parsed. */
export interface JsonString {
  key: string;
  value: string;
  holder: Readonly<Record<string, unknown>> | null;
  /** What holds the holder, where that is only its attributes: `{"type":"embed","attrs":{"src":…}}`. */
  outer: Readonly<Record<string, unknown>> | null;
}

const MAX_VALUES = 400_000;
/** Lists of other articles and what readers wrote, by their keys. */
const aside =
  /^(?:related|recommend|mostread|mostpopular|trending|comments?$|navigation|footer|sidebar|advert)/i;

/** Keys under which an object keeps its own attributes. */
const attributeKeys =
  /^(?:attrs|attributes|props|data|properties|params|fields|value|node|config|options|model|item|entity|element)$/;

/**
 * All strings of a parsed document in order, without recursion; what is set aside is left out whole.
 *
 * @param isAside true for objects that are not of this article
 * @param around what holds the document, where that says what it is
 */
export function* stringsOf(
  document: unknown,
  isAside: (holder: Readonly<Record<string, unknown>>) => boolean = () => false,
  around: Readonly<Record<string, unknown>> | null = null,
): Iterable<JsonString> {
  const stack: Item[] = [{ key: '', value: document, holder: null, outer: null, tag: around }];
  let budget = MAX_VALUES;
  for (let item = stack.pop(); item !== undefined && budget > 0; item = stack.pop()) {
    budget -= 1;
    const { key, value, holder, outer } = item;
    if (typeof value === 'string') yield { key, value, holder, outer };
    else if (Array.isArray(value)) {
      const tag = tagOf(value);
      for (let index = value.length - 1; index >= 0; index -= 1) {
        stack.push({ key, value: value[index], holder, outer, tag });
      }
    } else if (isObject(value) && !isAside(value)) {
      const own = attributeKeys.test(key) ? holder : (item.tag ?? hintOf(key));
      const names = Object.keys(value);
      for (let index = names.length - 1; index >= 0; index -= 1) {
        const name = names[index] ?? '';
        if (aside.test(name)) continue;
        stack.push({ key: name, value: value[name], holder: value, outer: own, tag: null });
      }
    }
  }
}

/** `{"twitter":{"url":…}}`: the key says what the object is. */
function hintOf(key: string): { type: string } | null {
  return /^(?:tweet|twitter|x_?post|youtube|vimeo|dailymotion|instagram|tiktok|facebook|bluesky|telegram|reddit)(?:_?(?:embed|post|video))?$/i.test(
    key,
  )
    ? { type: key }
    : null;
}

interface Item extends Omit<JsonString, 'value'> {
  value: unknown;
  tag: Readonly<Record<string, unknown>> | null;
}

/** `["twitter-embed", { … }]` and `["$", "iframe", null, { … }]`: elements written as arrays. */
function tagOf(array: readonly unknown[]): { type: string } | null {
  const type = array.slice(0, 2).find((value) => typeof value === 'string' && /[a-z]/i.test(value));
  return typeof type === 'string' ? { type } : null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** `"key": "…"` and `key: "…"` of a script that is no JSON document; each character is read once. */
export function* stringsOfScript(script: string): Iterable<JsonString> {
  const keyed = /(?:"([\w$-]{1,40})"|([A-Za-z_$][\w$]{0,39}))\s{0,20}:\s{0,20}"/g;
  for (let match = keyed.exec(script); match !== null; match = keyed.exec(script)) {
    const start = keyed.lastIndex;
    const end = literalEnd(script, start);
    if (end < 0) return;
    if (end > start)
      yield {
        key: match[1] ?? match[2] ?? '',
        value: unescapeJson(script.slice(start, end)),
        holder: null,
        outer: null,
      };
    keyed.lastIndex = end + 1;
  }
}

/** Index of the quote that ends the literal, -1 where none does. */
export function literalEnd(script: string, start: number, quote = '"'): number {
  let end = script.indexOf(quote, start);
  while (end >= 0) {
    let slashes = 0;
    while (script[end - 1 - slashes] === '\\' && end - 1 - slashes >= start) slashes += 1;
    if (slashes % 2 === 0) return end;
    end = script.indexOf(quote, end + 1);
  }
  return -1;
}
