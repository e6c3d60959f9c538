import type { Quotation } from '#domain/embed.ts';

const textKeys = ['full_text', 'fullText', 'tweetText', 'text'];
const nameKeys = ['name', 'authorName', 'author_name', 'displayName', 'userName'];
const handleKeys = ['username', 'screen_name', 'screenName', 'authorHandle', 'author_handle', 'handle'];
const dateKeys = ['date', 'created_at', 'createdAt', 'publishedAt', 'timestamp'];
const accountKeys = ['user', 'author', 'account'];
const MAX_TEXT_CHARACTERS = 20_000;

/**
 * The words, author and date that an object of a page's state keeps beside the address of a post:
 * `{"url":…,"full_text":…,"username":…,"name":…,"date":…}`. Null where there are not both a handle and words.
 */
export function quotationInState(holder: Readonly<Record<string, unknown>> | null): Quotation | null {
  if (holder === null) return null;
  const account = accountKeys.map((key) => holder[key]).find(isObject) ?? holder;
  const text = firstOf(holder, textKeys);
  const handle = firstOf(account, handleKeys)?.replace(/^@/, '');
  if (!text || !handle || text.length > MAX_TEXT_CHARACTERS || /\s/.test(handle)) return null;
  return {
    text: text.replace(/<[a-z/][^<>]{0,2000}>/gi, '').trim() || null,
    authorName: firstOf(account, nameKeys),
    authorHandle: handle,
    date: dateIn(firstOf(holder, dateKeys)),
  };
}

function firstOf(object: Readonly<Record<string, unknown>>, keys: readonly string[]): string | null {
  for (const key of keys) {
    const value = object[key];
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
  }
  return null;
}

/** ISO 8601, or `Wed Dec 12 13:00:00 +0000 2018` as X writes it. */
function dateIn(stated: string | null): string | null {
  if (stated === null || !/^(?:\d{4}-\d{2}-\d{2}|[A-Z][a-z]{2} [A-Z][a-z]{2} \d{1,2} \d{2}:)/.test(stated))
    return null;
  const time = Date.parse(stated);
  return Number.isNaN(time) ? null : new Date(time).toISOString().slice(0, 10);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
