/**
 * The JSON object that a page's script assigns after `marker`, e.g. `var ytInitialPlayerResponse = {…};`; undefined where
 * there is none that parses. Linear: the end is found by counting braces outside of strings.
 */
export function embeddedJson(html: string, marker: RegExp): unknown {
  const sticky = new RegExp(marker.source, `${marker.flags.replace('g', '')}g`);
  for (const match of html.matchAll(sticky)) {
    const start = match.index + match[0].length;
    const end = html[start] === '{' ? endOfObject(html, start) : null;
    if (end === null) continue;
    try {
      return JSON.parse(html.slice(start, end));
    } catch {
      // A script may name the variable in other ways before it is set.
    }
  }
  return undefined;
}

function endOfObject(text: string, start: number): number | null {
  let depth = 0;
  let isString = false;
  for (let index = start; index < text.length; index += 1) {
    const character = text[index];
    if (isString) {
      if (character === '\\') index += 1;
      else if (character === '"') isString = false;
    } else if (character === '"') isString = true;
    else if (character === '{') depth += 1;
    else if (character === '}') {
      depth -= 1;
      if (depth === 0) return index + 1;
    }
  }
  return null;
}
