import type { Signal } from '#domain/look.ts';
import type { ArchivedForms } from '#platforms/archived.ts';
import type { Platform } from '#platforms/platform.ts';
import { openUntilFound } from './among-mementos.ts';
import { type Memento, nearest } from './memento.ts';
import type { GonePost, Recovery, RecoveryTools } from './recover-post.ts';
import { areSameWords } from './same-words.ts';

const dayMs = 86_400_000;
/** An article names a day of its own time zone. */
const slackMs = 14 * 3_600_000;
/** Posts of one author around one day. */
const mostPosts = 12;
const mostCopies = 3;

/**
 * Words with an author and a day, and nobody knows which post they are of: among the archived posts of that author those
 * whose ids were made around that day are opened, and the one that says the words is the post.
 */
export async function findQuotedPost(
  { quotation }: GonePost,
  tools: RecoveryTools,
  signal: AbortSignal,
): Promise<Recovery> {
  const signals: Signal[] = [];
  let refusal: Extract<Recovery, { kind: 'unanswered' }> | null = null;
  if (!quotation?.authorHandle || !quotation.date || !quotation.text?.trim()) {
    return { kind: 'nothing', signals };
  }
  const { authorHandle: handle, date, text } = quotation;
  for (const platform of tools.searchable) {
    const listed = await listAround({ platform, handle, date }, tools, signal);
    refusal ??= listed.refusal;
    for (const [postId, mementos] of listed.posts.slice(0, mostPosts)) {
      const forms = platform.archived;
      if (forms === undefined) continue;
      const target = { postId, canonicalUrl: platform.canonicalUrl(postId) };
      const copies = nearest(mementos, date).slice(0, mostCopies);
      const found = await openUntilFound(copies, { target, forms, handle }, tools, signal);
      signals.push(...found.signals);
      if (found.kind === 'recovered' && areSameWords(text, found.record.text)) {
        return { ...found, signals };
      }
    }
  }
  return refusal === null ? { kind: 'nothing', signals } : { ...refusal, signals };
}

interface Search {
  platform: Platform;
  handle: string;
  date: string;
}

async function listAround(
  { platform, handle, date }: Search,
  { archives }: RecoveryTools,
  signal: AbortSignal,
) {
  const posts = new Map<string, Memento[]>();
  let refusal: Extract<Recovery, { kind: 'unanswered' }> | null = null;
  const forms = platform.archived;
  for (const address of forms?.addressesOf(handle, timeAround(date)) ?? []) {
    for (const archive of archives) {
      const listing = await archive.list(address, date, signal);
      if (listing.kind === 'unanswered') {
        refusal ??= { ...listing, signals: [] };
        continue;
      }
      for (const memento of listing.mementos) {
        const postId = postOfDay(memento, { platform, forms, date });
        if (postId !== null) {
          posts.set(postId, [...(posts.get(postId) ?? []), memento]);
        }
      }
    }
  }
  return { posts: [...posts], refusal };
}

function postOfDay(
  { url }: Memento,
  { platform, forms, date }: { platform: Platform; forms: ArchivedForms | undefined; date: string },
): string | null {
  const postId = platform.identify(new URL(url))?.postId ?? null;
  const madeMs = Date.parse((postId && forms?.timeOf(postId)) ?? '');
  const { fromMs, toMs } = timeAround(date);
  return madeMs >= fromMs && madeMs < toMs ? postId : null;
}

function timeAround(date: string): { fromMs: number; toMs: number } {
  const startMs = Date.parse(date);
  return { fromMs: startMs - slackMs, toMs: startMs + dayMs + slackMs };
}
