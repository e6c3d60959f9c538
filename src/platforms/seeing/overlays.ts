import { hostOf, isWithin, parseHttpUrl } from '#domain/url.ts';
import { type ConsentManager, consentHosts, consentManagers, consentScripts } from './consent-managers.ts';
import type { LayerQuestion } from './find-layers.ts';
import { overlayWords } from './overlay-words.ts';

export type OverlayKind = 'consent' | 'login' | 'app' | 'newsletter' | 'paywall' | 'dialog';

/** What lies over a page. */
export interface Overlay {
  /** Null: something that says nothing of itself; or a frame, which must be asked from inside. */
  kind: OverlayKind | null;
  /** The product that asks for consent, where it is one that is known. */
  manager: string | null;
  /** Its first words. */
  says: string;
  /** Of the post's visible box, or of the window where the post is the page, 0 to 1. */
  share: number;
  isModal: boolean;
  /** The label of the button that a reader would press to be rid of it; null where there is none. */
  label: string | null;
  button: Element | null;
  layer: Element;
  frame: Element | null;
}

export interface OverlaySurvey {
  /** What covers most first. */
  overlays: Overlay[];
  /** How many layers there are, told or not. */
  layers: number;
  /** Whether a script of the page will ask for consent though nothing does yet. */
  isExpected: boolean;
}

/** All that is told to the page to tell its layers apart. */
export interface SurveyQuestion {
  words: typeof overlayWords;
  managers: readonly ConsentManager[];
  isWhole: boolean;
  /** Labels of buttons that were pressed already. */
  spent: readonly string[];
}

export function layerQuestion(question: Omit<LayerQuestion, 'scripts'>): LayerQuestion {
  return { ...question, scripts: consentScripts };
}

export function surveyQuestion(question: Pick<SurveyQuestion, 'isWhole' | 'spent'>): SurveyQuestion {
  return { ...question, words: overlayWords, managers: consentManagers };
}

/** A page of its own that stands before the page that was asked for, until the reader has chosen. */
export function isConsentPage(url: string): boolean {
  const parsed = parseHttpUrl(url);
  if (parsed === null) return false;
  const host = hostOf(parsed);
  return consentHosts.some((known) => isWithin(host, known)) || /^consent\.(?:google|youtube)\./.test(host);
}
