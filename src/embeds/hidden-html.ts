import { unescapeHtml, unescapeJson } from './escapes.ts';

/** Only what can hold an embed is parsed again. */
const markup =
  /<(?:blockquote|iframe|amp-[a-z]|twitterwidget|video|object|embed|oembed|lite-(?:youtube|vimeo)|bluesky-post|script[^>]{1,200}data-telegram-post|div[^>]{1,300}(?:fb-post|fb-video|data-tweet-id|data-youtube-id))/i;
const MAX_LAYERS = 4;
const MIN_BASE64_CHARACTERS = 40;

export function hasMarkup(text: string): boolean {
  return markup.test(text);
}

/** The HTML in a text that hides it: as it is, or under layers of entities, percent signs, JSON escapes or base64. Null for none. */
export function plainHtmlOf(text: string): string | null {
  let layer = text;
  for (let depth = 0; depth < MAX_LAYERS; depth += 1) {
    if (markup.test(layer)) return withoutJsonEscapes(layer);
    const next = withoutLayer(layer);
    if (next === null || next === layer) return null;
    layer = next;
  }
  return null;
}

/** HTML within JSON has its quotes escaped. */
function withoutJsonEscapes(html: string): string {
  return /=\\+"/.test(html) ? unescapeJson(html) : html;
}

function withoutLayer(text: string): string | null {
  if (/&(?:amp;)*(?:lt|#60|#x3c);/i.test(text)) return unescapeHtml(text);
  if (/%3C/i.test(text)) return percentDecoded(text);
  if (/\\u003c|\\x3c/i.test(text)) return unescapeJson(text);
  if (text.length >= MIN_BASE64_CHARACTERS) return fromBase64(text.trim());
  return null;
}

function percentDecoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replace(/%3C/gi, '<').replace(/%3E/gi, '>').replace(/%22/g, '"').replace(/%20/g, ' ');
  }
}

/** A cheap look at the start spares the rest: markup begins with `<`, which base64 writes as `P`; white space and quotes may precede. */
function fromBase64(text: string): string | null {
  if (!/^(?:P[A-Za-z0-9+/]|[CDI][A-Za-z0-9+/]{2}|ey[A-Z]|J[TVi])/.test(text)) return null;
  if (!/^[A-Za-z0-9+/\s_-]+={0,2}$/.test(text)) return null;
  const decoded = Buffer.from(text, 'base64').toString('utf8');
  return /[<%&]/.test(decoded) ? decoded : null;
}
