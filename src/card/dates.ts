import { html, type Markup } from './html.ts';

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const minute = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'UTC',
});

/** `12 December 2018`, or nothing for what is no time. */
export function renderDay(time: string | null | undefined): Markup | null {
  return renderWith(day, time, '');
}

/** `12 December 2018 at 00:15 UTC`. */
export function renderMinute(time: string | null | undefined): Markup | null {
  return renderWith(minute, time, ' UTC');
}

function renderWith(
  format: Intl.DateTimeFormat,
  time: string | null | undefined,
  zone: string,
): Markup | null {
  const date = new Date(time ?? Number.NaN);
  if (Number.isNaN(date.getTime())) {
    return null;
  }
  return html`<time datetime="${date.toISOString()}">${format.format(date)}${zone}</time>`;
}
