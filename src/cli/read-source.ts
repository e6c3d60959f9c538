import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { decodeText } from '#domain/text-encoding.ts';
import { UsageError } from './failures.ts';

/** What a command was pointed at. */
export type Source = { kind: 'url'; url: string } | { kind: 'article'; body: string; mediaType: string };

/** A URL as it is; a file or, for `-`, the standard input as the article it holds. */
export async function readSource(argument: string): Promise<Source> {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(argument) || /^(javascript|data|mailto):/i.test(argument)) {
    return { kind: 'url', url: argument };
  }
  const bytes = argument === '-' ? await buffer(process.stdin) : await readNamed(argument);
  const body = decodeText(bytes, null);
  return { kind: 'article', body, mediaType: mediaTypeOf(argument, body) };
}

async function readNamed(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    const reason =
      code === 'ENOENT' ? 'there is no such file; a URL begins with https:// or http://' : String(code);
    throw new UsageError(`${path} cannot be read: ${reason}`, { cause: error });
  }
}

const byExtension: Record<string, string> = {
  '.html': 'text/html',
  '.htm': 'text/html',
  '.xhtml': 'text/html',
  '.txt': 'text/plain',
  '.text': 'text/plain',
};

function mediaTypeOf(path: string, body: string): string {
  const named = byExtension[extname(path).toLowerCase()];
  return (
    named ?? (/^\s*(<!doctype html|<!--|<[a-z][a-z0-9-]*[\s>/])/i.test(body) ? 'text/html' : 'text/plain')
  );
}
