import { html, type Markup } from '#card/html.ts';

const minute = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
const ago = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** `12 Dec 2018, 00:15 UTC`; nothing for what is no time. */
export function when(time: string | null | undefined): Markup | null {
  return renderTime(time, toTheMinute);
}

/** The same in plain text, where markup has no place. */
export function toTheMinute(date: Date): string {
  return `${minute.format(date)} UTC`;
}

/** `12 Dec 2018`. */
export function onDay(time: string | null | undefined): Markup | null {
  return renderTime(time, (date) => day.format(date));
}

/** `3 hours ago`, `in 2 days`; the time itself when pointed at. */
export function since(time: string | null | undefined, now: Date): Markup | null {
  return renderTime(time, (date) => relative(date.getTime() - now.getTime()));
}

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 24 * 3_600_000],
  ['month', 30 * 24 * 3_600_000],
  ['day', 24 * 3_600_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

function relative(fromNowMs: number): string {
  const [unit, lengthMs] = units.find(([, length]) => Math.abs(fromNowMs) >= length) ?? ['second', 0];
  return lengthMs === 0 ? 'just now' : ago.format(Math.trunc(fromNowMs / lengthMs), unit);
}

function renderTime(time: string | null | undefined, words: (date: Date) => string): Markup | null {
  const date = new Date(time ?? Number.NaN);
  return Number.isNaN(date.getTime())
    ? null
    : html`<time datetime="${date.toISOString()}" title="${toTheMinute(date)}">${words(date)}</time>`;
}
