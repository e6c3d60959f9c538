import { detectCharset } from './charset-detection.ts';

/**
 * Bytes to text, never failing: by byte order mark, then as UTF-8 where they are valid UTF-8 (a page that says otherwise
 * is mistaken far more often than it is valid by chance), then as the header or the markup says, then as they look.
 */
export function decodeText(body: Uint8Array | string, mediaType: string | null): string {
  if (typeof body === 'string') return body.replace(/^\uFEFF/, '');
  const marked = byteOrderMark(body);
  if (marked !== null) return decode(body, marked);
  const declared = charsetOf(mediaType) ?? charsetInMarkup(body);
  if (declared !== null && hidesInAscii(declared, body)) return decode(body, declared);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return decode(body, declared ?? detectCharset(body));
  }
}

function byteOrderMark(body: Uint8Array): string | null {
  if (body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf) return 'utf-8';
  if (body[0] === 0xfe && body[1] === 0xff) return 'utf-16be';
  if (body[0] === 0xff && body[1] === 0xfe) return 'utf-16le';
  return null;
}

/** Encodings whose bytes are valid UTF-8 as well: ISO-2022 by its escapes, UTF-16 by its zeros. */
function hidesInAscii(charset: string, body: Uint8Array): boolean {
  const start = body.subarray(0, 100_000);
  if (/^(?:iso-2022-|hz-)/i.test(charset)) return start.includes(0x1b) || start.includes(0x7e);
  return /^utf-16/i.test(charset) && start.includes(0);
}

function charsetOf(mediaType: string | null): string | null {
  return /;\s*charset\s*=\s*["']?([\w:.-]+)/i.exec(mediaType ?? '')?.[1] ?? null;
}

/** `<meta charset>` or its http-equiv form, and the XML declaration, in the first 4096 bytes. */
function charsetInMarkup(body: Uint8Array): string | null {
  const start = new TextDecoder('latin1').decode(body.subarray(0, 4096));
  const meta = /<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([\w:.-]+)/i.exec(start);
  return meta?.[1] ?? /<\?xml\b[^>]*\bencoding\s*=\s*["']([\w:.-]+)/i.exec(start)?.[1] ?? null;
}

function decode(body: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    return new TextDecoder('windows-1252').decode(body);
  }
}
