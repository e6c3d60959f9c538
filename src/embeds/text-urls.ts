export interface TextUrl {
  start: number;
  end: number;
  /** With a scheme, `https:` where the text has none. */
  href: string;
}

const MAX_URL_CHARACTERS = 2000;
/** What may stand in a URL; quotes, brackets and dashes of prose end it. */
const urlCharacter = /[^\s<>"'`«»“”„‘’—–…（）「」、。，؛،|\\^{}\u200b-\u200f\u202a-\u202e\u2066-\u2069]/u;
const mediaLink = /pic\.(?:twitter|x)\.com\/([A-Za-z0-9]{6,10})/gi;

/**
 * URLs that stand in a text, with or without a scheme (`pic.twitter.com/K`, `t.co/K`), in order. Found from their slashes,
 * so that a text without any costs one pass, and each character is looked at a bounded number of times.
 */
export function urlsInText(text: string): TextUrl[] {
  const urls: TextUrl[] = [];
  let end = 0;
  for (let slash = text.indexOf('/'); slash >= 0; slash = text.indexOf('/', Math.max(slash + 1, end))) {
    const url = urlAround(text, slash, end);
    if (url === null) continue;
    urls.push(url);
    end = url.end;
  }
  return urls;
}

function urlAround(text: string, slash: number, from: number): TextUrl | null {
  const hasScheme = text[slash + 1] === '/' && text[slash - 1] === ':';
  const hostStart = hasScheme ? slash + 2 : hostStartBefore(text, slash, from);
  const start = hasScheme ? schemeStart(text, slash) : hostStart;
  if (start === null || start < from) return null;
  const host = hasScheme ? hostAfter(text, hostStart) : text.slice(hostStart, slash);
  if (!looksLikeHost(host)) return null;
  const media = mediaLinkAt(text, hostStart, host);
  if (media !== null) return { ...media, start: hasScheme ? start : media.start };
  const end = endAfter(text, hostStart);
  if (end <= hostStart + host.length) return null;
  const written = text.slice(start, end);
  return { start, end, href: hasScheme ? written : `https://${written}` };
}

/** Media links are often glued to the words around them; their keys have ten characters at most. */
function mediaLinkAt(text: string, hostStart: number, host: string): TextUrl | null {
  if (!/pic\.(?:twitter|x)\.com$/i.test(host)) return null;
  mediaLink.lastIndex = hostStart;
  const match = mediaLink.exec(text.slice(0, hostStart + host.length + 16));
  if (match === null) return null;
  return { start: match.index, end: match.index + match[0].length, href: `https://${match[0]}` };
}

function hostStartBefore(text: string, slash: number, from: number): number {
  let start = slash;
  while (start > from && slash - start < 80 && /[a-z0-9.-]/i.test(text[start - 1] ?? '')) start -= 1;
  return start;
}

function schemeStart(text: string, slash: number): number | null {
  const before = /https?:$/i.exec(text.slice(Math.max(0, slash - 6), slash));
  return before === null ? null : slash - before[0].length;
}

function hostAfter(text: string, start: number): string {
  return /^[a-z0-9.-]{1,80}/i.exec(text.slice(start, start + 80))?.[0] ?? '';
}

function looksLikeHost(host: string): boolean {
  return /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,6}[a-z]{2,24}$/i.test(host);
}

/** To the last character of the URL, without the punctuation of the sentence around it. */
function endAfter(text: string, start: number): number {
  let end = start;
  while (end < text.length && end - start < MAX_URL_CHARACTERS && urlCharacter.test(text[end] ?? ''))
    end += 1;
  while (end > start && /[.,;:!?*_~\])}]/.test(text[end - 1] ?? '')) {
    const closes = text[end - 1] === ')' && text.slice(start, end).includes('(');
    if (closes) break;
    end -= 1;
  }
  return end;
}
