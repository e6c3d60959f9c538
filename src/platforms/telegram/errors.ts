import { type HtmlDocument, textWithin } from '#domain/html.ts';
import type { Absence, Obstacle } from '#domain/post.ts';
import { firstOfClass } from '../reading/elements.ts';

/** What Telegram's page says in place of a message, in its own words; null where it says nothing. */
export function errorIn(document: HtmlDocument): string | null {
  const error = firstOfClass(document, null, 'tgme_widget_message_error');
  if (error === null) return null;
  const text = textWithin(document, error.index + 1, error.element.end).replace(/\s+/g, ' ');
  return text === '' ? null : text;
}

const words: readonly [pattern: RegExp, absence: Absence][] = [
  [/\b(?:channel|group|user)\b.{0,80}\bnot found\b/, 'account-gone'],
  [/\b(?:channel|group) is private\b|\bprivate (?:channel|group)\b/, 'protected'],
  [/\bviolates? local laws?\b|\bnot available in your (?:country|region)\b/, 'geo-blocked'],
  [/\bviolat\w+\b.{0,80}\bterms\b|\bcopyright\b|\bpornographic\b|\bspam\b/, 'removed'],
  [/\bpost not found\b|\bmessage not found\b/, 'not-found'],
];

export type Reason = { kind: 'absence'; absence: Absence } | { kind: 'obstacle'; obstacle: Obstacle };

/** "Post not found" tells never from deleted. Words that nobody knows, or a post for the app alone, conclude nothing. */
export function reasonOf(error: string): Reason {
  const text = error.toLowerCase().replace(/[‘’ʼ]/g, "'");
  const known = words.find(([pattern]) => pattern.test(text));
  if (known !== undefined) return { kind: 'absence', absence: known[1] };
  return { kind: 'obstacle', obstacle: /\bopen telegram\b/.test(text) ? 'walled' : 'unreadable' };
}
