import type { CaptureState, PostSummary } from '#catalogue/catalogue.ts';
import { platformName } from '../../parts/words.ts';
import { whoseOf } from './heading.ts';

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const longestQuote = 200;

/** For a footnote: who said what, when and where; when it was archived, where that is, and what proves it. */
export function citationOf(post: PostSummary, capture: CaptureState | null, pageUrl: string): string {
  const text = capture?.record?.text ?? post.text ?? post.quotation?.text ?? null;
  const archived =
    capture?.takenAt && capture.source !== 'quotation'
      ? `Archived ${day.format(new Date(capture.takenAt))}`
      : null;
  return [
    `${whoseOf(post)}${text ? `, “${shorten(text)}”` : ''}`,
    `${platformName(post.platform)}${post.publishedAt ? `, ${day.format(new Date(post.publishedAt))}` : ''}, ${post.canonicalUrl}`,
    archived === null ? `Known at ${pageUrl}` : `${archived}, ${pageUrl}`,
    capture?.manifestSha256 ? `Manifest SHA-256 ${capture.manifestSha256}` : null,
  ]
    .filter((part) => part !== null)
    .map((part) => (/[.!?…]”?$/u.test(part) ? part : `${part}.`))
    .join(' ');
}

function shorten(text: string): string {
  const oneLine = text.replace(/\s+/g, ' ').trim();
  const characters = [...oneLine];
  return characters.length <= longestQuote
    ? oneLine
    : `${characters.slice(0, longestQuote).join('').trimEnd()} …`;
}
