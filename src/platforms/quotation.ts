import { createHash } from 'node:crypto';
import type { Quotation } from '#domain/embed.ts';
import type { PostId } from '#domain/post.ts';
import type { Platform } from './platform.ts';

const prefix = 'quotation:';

/** The provisional id of a post that is known by an article's words alone: no link, so no number. */
export function quotationId(quotation: Quotation): PostId {
  const parts = [
    quotation.authorHandle?.toLowerCase() ?? '',
    quotation.date ?? '',
    (quotation.text ?? '').normalize('NFC').replace(/\s+/g, ' ').trim(),
  ];
  return prefix + createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32);
}

/** Stands behind such ids; no URL is its own, so it is not in the registry's list. */
export const quotation: Platform = {
  name: 'quotation',
  title: 'Known by its quotation',
  identify: () => null,
  canonicalUrl(postId) {
    throw new Error(`"${postId}" is a hash: its URL travels beside it`);
  },
  isProvisional: (postId) => postId.startsWith(prefix),
  async resolve() {
    return {
      kind: 'dead',
      detail: 'only the words of the article are known, no link to the post',
      chain: [],
    };
  },
  async look() {
    const detail = 'only the words of the article are known, no link to the post';
    return {
      signals: [],
      conclusion: { kind: 'unknown', obstacle: 'unreadable', detail, retryAfterMs: null },
      raw: [],
    };
  },
  views: () => [],
};
