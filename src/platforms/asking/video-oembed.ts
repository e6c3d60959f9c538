import { z } from 'zod';
import type { PostRecord } from '#domain/record.ts';
import { segmentsOf } from '#domain/url.ts';
import type { Target } from '../platform.ts';
import { emptyRecord } from '../reading/empty-record.ts';
import { linksInText } from '../reading/text-links.ts';
import type { Question } from './ask.ts';
import type { Finding } from './finding.ts';

const MAX_BYTES = 200_000;
const TIMEOUT_MS = 15_000;

/** The question to an oEmbed end point, by the post's canonical URL. */
export function oembedQuestion(source: string, endPoint: string, target: Target): Question {
  const url = new URL(endPoint);
  url.searchParams.set('url', target.canonicalUrl);
  url.searchParams.set('format', 'json');
  return {
    source,
    url: url.href,
    request: { headers: { accept: 'application/json' }, maxBytes: MAX_BYTES, timeoutMs: TIMEOUT_MS },
  };
}

/** Of an oEmbed answer of type `video` (oembed.com, section 2.3.4.2), only what is used; hidden posts leave out the title. */
export const videoOembedSchema = z.object({
  title: z.string().nullish(),
  author_name: z.string().nullish(),
  author_url: z.string().nullish(),
  description: z.string().nullish(),
  thumbnail_url: z.string().nullish(),
  html: z.string(),
});
export type VideoOembed = z.infer<typeof videoOembedSchema>;

/** What oEmbed tells of a video. It names no file. */
export function recordOfOembed(
  target: Target,
  platform: string,
  oembed: VideoOembed,
  base: string,
): PostRecord {
  const authorUrl = oembed.author_url ? URL.parse(oembed.author_url, base) : null;
  const text = oembed.description ?? '';
  return {
    ...emptyRecord(target, platform),
    author: {
      name: oembed.author_name ?? null,
      handle: authorUrl === null ? null : handleIn(authorUrl),
      url: authorUrl?.href ?? null,
      id: null,
      avatarUrl: null,
    },
    title: oembed.title ?? null,
    text,
    links: linksInText(text),
    media: [videoOf(oembed.thumbnail_url ?? null)],
  };
}

function videoOf(posterUrl: string | null): PostRecord['media'][number] {
  return { kind: 'video', alt: null, width: null, height: null, durationMs: null, posterUrl, variants: [] };
}

/** `/@handle`, `/user/handle`, `/handle`; a channel's number is no handle. */
function handleIn(url: URL): string | null {
  const segments = segmentsOf(url);
  const [first = '', second] = segments;
  if (first.startsWith('@')) return first.slice(1);
  if (first === 'user' && second !== undefined) return second;
  return segments.length === 1 && !/^user\d+$/.test(first) ? first : null;
}

/** A description that one source leaves out or cuts, lent by another that has it whole. */
export function withTextOf(finding: Finding, other: Finding | undefined): Finding {
  const { outcome } = finding;
  const lent = other?.outcome.kind === 'live' ? other.outcome.record : null;
  if (outcome.kind !== 'live' || outcome.record === null || lent === null) return finding;
  if (!outcome.record.textTruncated || lent.textTruncated) return finding;
  const { text, links } = lent;
  return {
    ...finding,
    outcome: { kind: 'live', record: { ...outcome.record, text, links, textTruncated: false } },
  };
}
