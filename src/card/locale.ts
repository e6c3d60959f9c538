import { fillText } from './fill.ts';
import { html, type Markup } from './html.ts';
import type { CardLanguage } from './language.ts';
import { arabic } from './messages/ar.ts';
import { english } from './messages/en.ts';
import { spanish } from './messages/es.ts';
import { french } from './messages/fr.ts';
import type { Messages, Plural } from './messages/messages.ts';
import { ukrainian } from './messages/uk.ts';

/** How a card speaks: our words, and how times, numbers and lists are written. */
export interface Locale {
  language: CardLanguage;
  direction: 'ltr' | 'rtl';
  messages: Messages;
  /** `<time>` with `12 December 2018`, in UTC; null for what is no time. */
  day(time: string | null | undefined): Markup | null;
  /** `<time>` with `12 December 2018 at 00:15 UTC`. */
  minute(time: string | null | undefined): Markup | null;
  number(value: number): string;
  /** Of a share between 0 and 1. */
  percent(share: number): string;
  counted(forms: Plural, count: number): string;
  /** What ISO 3166 and BCP 47 codes stand for; the code where it is none. */
  region(code: string): string;
  languageName(tag: string): string;
  list(items: readonly Markup[]): Markup;
}

const messages: Record<CardLanguage, Messages> = {
  en: english,
  fr: french,
  ar: arabic,
  es: spanish,
  uk: ukrainian,
};

/** By language: what `Intl` builds is costly, and never changes. */
const locales = new Map<CardLanguage, Locale>();

export function localeOf(language: CardLanguage): Locale {
  const locale = locales.get(language) ?? makeLocale(language);
  locales.set(language, locale);
  return locale;
}

function makeLocale(language: CardLanguage): Locale {
  // Not the American order of day and month, which half of the readers take for the other.
  const tag = language === 'en' ? 'en-GB' : language;
  const inUtc = { timeZone: 'UTC', dateStyle: 'long' } as const;
  const day = new Intl.DateTimeFormat(tag, inUtc);
  const minute = new Intl.DateTimeFormat(tag, { ...inUtc, timeStyle: 'short', hourCycle: 'h23' });
  const number = new Intl.NumberFormat(tag);
  const percent = new Intl.NumberFormat(tag, { style: 'percent' });
  const plural = new Intl.PluralRules(tag);
  const list = new Intl.ListFormat(tag, { type: 'unit', style: 'short' });
  const region = new Intl.DisplayNames(tag, { type: 'region' });
  const languageName = new Intl.DisplayNames(tag, { type: 'language' });
  return {
    language,
    direction: language === 'ar' ? 'rtl' : 'ltr',
    messages: messages[language],
    day: (time) => timeElement(time, (date) => day.format(date)),
    minute: (time) => timeElement(time, (date) => `${minute.format(date)} UTC`),
    number: (value) => number.format(value),
    percent: (share) => percent.format(share),
    counted: (forms, count) =>
      fillText(forms[plural.select(count)] ?? forms.other, { count: number.format(count) }),
    region: (code) => (/^[A-Z]{2}$/.test(code) ? (region.of(code) ?? code) : code),
    languageName: (code) =>
      /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(code) ? (languageName.of(code) ?? code) : code,
    list: (items) => {
      const parts = list.formatToParts(items.map((_, index) => String(index)));
      return html`${parts.map(({ type, value }) => (type === 'element' ? items[Number(value)] : value))}`;
    },
  };
}

function timeElement(time: string | null | undefined, format: (date: Date) => string): Markup | null {
  const date = new Date(time ?? Number.NaN);
  return Number.isNaN(date.getTime())
    ? null
    : html`<time datetime="${date.toISOString()}">${format(date)}</time>`;
}
