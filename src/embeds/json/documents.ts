import { unescapeJson } from '../escapes.ts';
import { literalEnd } from './strings.ts';

const MAX_ASSIGNMENTS = 12;

/** The JSON documents in a script: the whole, what is assigned to a name, and what is written as a string to be parsed. */
export function documentsIn(script: string): { documents: unknown[]; isWhole: boolean } {
  const whole = parsed(script);
  if (whole !== undefined) return { documents: [whole], isWhole: true };
  return { documents: [...assignedIn(script), ...quotedIn(script)], isWhole: false };
}

/** `window.state = "{\"a\":1}"`, `JSON.parse('{"a":1}')`. */
function quotedIn(script: string): unknown[] {
  const documents: unknown[] = [];
  const opening = /[=(]\s{0,5}(["'`])(?=\s{0,5}[[{]\s{0,20}\\{0,2}["{[])/g;
  let attempts = 0;
  for (let match = opening.exec(script); match !== null; match = opening.exec(script)) {
    attempts += 1;
    if (attempts > MAX_ASSIGNMENTS) break;
    const start = opening.lastIndex;
    const end = literalEnd(script, start, match[1]);
    if (end < 0) continue;
    const literal = script.slice(start, end);
    const document = parsed(unescapeJson(literal)) ?? parsed(literal);
    if (document !== undefined) documents.push(document);
    opening.lastIndex = end + 1;
  }
  return documents;
}

function assignedIn(script: string): unknown[] {
  const documents: unknown[] = [];
  const assignment = /[\w$\])"']\s{0,5}=\s{0,5}(?=[[{]\s{0,20}["{[])/g;
  let attempts = 0;
  for (let match = assignment.exec(script); match !== null; match = assignment.exec(script)) {
    attempts += 1;
    if (attempts > MAX_ASSIGNMENTS) break;
    const start = assignment.lastIndex;
    const end = balancedEnd(script, start);
    const document = end < 0 ? undefined : parsed(script.slice(start, end));
    if (document === undefined) continue;
    documents.push(document);
    assignment.lastIndex = end;
  }
  return documents;
}

/** A piece of `self.__next_f.push([1,"…"])`: joined with the others, rows of JSON or text behind an id and a colon. */
export function pushedText(script: string): string | null {
  const match = /__next_f\.push\(\[\s{0,3}\d\s{0,3},\s{0,3}"/.exec(script);
  if (match === null) return null;
  const start = match.index + match[0].length;
  const end = literalEnd(script, start);
  return end < 0 ? null : unescapeJson(script.slice(start, end));
}

export function parsed(text: string): unknown {
  const plain = text
    .trim()
    .replace(/^<!--|-->$/g, '')
    .replace(/;$/, '')
    .trim();
  if (!/^[[{]/.test(plain)) return undefined;
  try {
    return JSON.parse(plain);
  } catch {
    return undefined;
  }
}

/** Index after the bracket that closes the one at `start`; quotes are skipped. */
function balancedEnd(script: string, start: number): number {
  const next = /[[\]{}"]/g;
  next.lastIndex = start;
  let depth = 0;
  for (let match = next.exec(script); match !== null; match = next.exec(script)) {
    const character = match[0];
    if (character === '"') {
      const end = literalEnd(script, next.lastIndex);
      if (end < 0) return -1;
      next.lastIndex = end + 1;
    } else {
      depth += character === '{' || character === '[' ? 1 : -1;
      if (depth === 0) return next.lastIndex;
    }
  }
  return -1;
}
