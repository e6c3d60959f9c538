import { html, type Markup } from '#card/html.ts';
import type { CaptureState, PostSummary } from '#catalogue/catalogue.ts';
import { platformName } from '../../parts/words.ts';
import { renderWhose, whoseOf } from './heading.ts';

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const longestQuote = 200;

/**
 * For a footnote: who said what, when and where; when it was archived, where that is, and what proves it. What its author
 * wrote keeps its own writing direction.
 */
export function citationOf(post: PostSummary, capture: CaptureState | null, pageUrl: string): Markup {
  const text = capture?.record?.text ?? post.text ?? post.quotation?.text ?? null;
  const archived =
    capture?.takenAt && capture.source !== 'quotation'
      ? `Archived ${day.format(new Date(capture.takenAt))}`
      : null;
  const quote = text ? shorten(text) : null;
  const sources = [
    `${platformName(post.platform)}${post.publishedAt ? `, ${day.format(new Date(post.publishedAt))}` : ''}, ${post.canonicalUrl}`,
    archived === null ? `Known at ${pageUrl}` : `${archived}, ${pageUrl}`,
    capture?.manifestSha256 ? `Manifest SHA-256 ${capture.manifestSha256}` : null,
  ]
    .filter((part) => part !== null)
    .map((part) => `${part}${pointAfter(part)}`)
    .join(' ');
  return html`${renderWhose(post)}${quote !== null && html`, “<bdi>${quote}</bdi>”`}${pointAfter(quote ?? whoseOf(post))} ${sources}`;
}

function pointAfter(sentence: string): string {
  return /[.!?…。！？؟۔]$/u.test(sentence) ? '' : '.';
}

function shorten(text: string): string {
  const oneLine = text.replace(/\s+/g, ' ').trim();
  const characters = [...oneLine];
  return characters.length <= longestQuote
    ? oneLine
    : `${characters.slice(0, longestQuote).join('').trimEnd()} …`;
}
