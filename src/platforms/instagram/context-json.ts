const MARK = '"contextJSON":"';

/**
 * The data that an embed page is made from: JSON in a string of a script. Undefined where the page has none (single
 * pictures) or it is broken.
 */
export function contextIn(html: string): unknown {
  const start = html.indexOf(MARK);
  if (start < 0) return undefined;
  const from = start + MARK.length;
  try {
    const inner: unknown = JSON.parse(`"${html.slice(from, endOfString(html, from))}"`);
    return typeof inner === 'string' ? JSON.parse(inner) : undefined;
  } catch {
    return undefined;
  }
}

function endOfString(text: string, from: number): number {
  for (let index = from; index < text.length; index += 1) {
    if (text[index] === '\\') index += 1;
    else if (text[index] === '"') return index;
  }
  return text.length;
}
