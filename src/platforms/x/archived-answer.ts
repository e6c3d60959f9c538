import { parseHtml } from '#domain/html.ts';
import type { PostRecord } from '#domain/record.ts';
import { decodeText } from '#domain/text-encoding.ts';
import type { ArchivedAnswer } from '../archived.ts';
import type { Target } from '../platform.ts';
import { readVersion1, readVersion2 } from './archived-json.ts';
import { readPage } from './page.ts';
import { readPermalinkPage } from './page-permalink.ts';
import { type Reading, readRecord } from './record.ts';

/** A post out of what an archive has of X: data of its programming interfaces, or one of the pages it has had since 2012. */
export function readArchived({ body, mediaType }: ArchivedAnswer, target: Target): PostRecord | null {
  const text = decodeText(body, mediaType);
  const isJson = mediaType?.includes('json') || /^\s*\{/.test(text);
  const readings = isJson ? readJson(text) : readHtml(text, target);
  for (const read of readings) {
    const reading = read();
    if (reading.kind === 'record' && reading.record.postId === target.postId) {
      return reading.record;
    }
  }
  return null;
}

function readJson(text: string): (() => Reading)[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return [];
  }
  return [() => readRecord(json), () => readVersion1(json), () => readVersion2(json)];
}

function readHtml(text: string, target: Target): (() => Reading)[] {
  const document = parseHtml(text);
  return [() => readPermalinkPage(target, document), () => readPage(target, document)];
}
