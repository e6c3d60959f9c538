import type { Locale } from './locale.ts';
import type { CardCapture, CardView } from './view.ts';

/** What every part of a captured post's card needs besides what it shows. */
export interface Setting {
  capture: CardCapture;
  mediaUrl: CardView['mediaUrl'];
  locale: Locale;
  /** Of the whole card. */
  title: string;
}
