import type { Page } from 'playwright';
import type { Verdict } from '#domain/capture.ts';
import { hostOf, normaliseUrl, parseHttpUrl, segmentsOf } from '#domain/url.ts';
import { challengeInHtml } from '../asking/obstacle.ts';
import type { Target } from '../platform.ts';

const MIN_TEXT_CHARACTERS = 20;
/** A dialogue that covers more of the window than this hides the page. */
const HIDING_SHARE = 0.5;

export interface Sight {
  url: string;
  title: string;
  text: string;
  htmlStart: string;
  hasContent: boolean;
  hasPassword: boolean;
  /** Share of the window that the largest consent dialogue covers, 0 to 1. */
  consentShare: number;
}

export async function judgePage(
  page: Page,
  selectors: { consent: string; password: string; content: string },
  expected: { target: Target },
): Promise<Verdict> {
  return judgeSight(await page.evaluate(see, selectors), expected.target);
}

/** Runs in the page. */
function see(selectors: { consent: string; password: string; content: string }): Sight {
  const shares = Array.from(document.querySelectorAll(selectors.consent), (element) => {
    const box = element.getBoundingClientRect();
    const width = Math.min(box.right, innerWidth) - Math.max(box.left, 0);
    const height = Math.min(box.bottom, innerHeight) - Math.max(box.top, 0);
    return (Math.max(width, 0) * Math.max(height, 0)) / (innerWidth * innerHeight);
  });
  return {
    url: location.href,
    title: document.title,
    // What is hidden is not shown.
    text: document.body?.innerText.slice(0, 5000) ?? '',
    htmlStart: document.documentElement.outerHTML.slice(0, 100_000),
    hasContent: Array.from(document.querySelectorAll(selectors.content)).some((element) => {
      const box = element.getBoundingClientRect();
      return box.width * box.height >= 2500;
    }),
    hasPassword: document.querySelector(selectors.password) !== null,
    consentShare: Math.max(0, ...shares),
  };
}

/** Is it the page that was asked for, and can its content be seen? Pure. */
export function judgeSight(sight: Sight, target: Target): Verdict {
  const challenge = challengeInHtml(`<title>${sight.title}</title>${sight.htmlStart}`, 200);
  if (challenge !== null) return { shows: 'challenge', detail: challenge };
  const url = parseHttpUrl(sight.url);
  if (url === null) return { shows: 'blank', detail: `ended at ${sight.url.slice(0, 200)}` };
  if (sight.consentShare > HIDING_SHARE)
    return { shows: 'consent', detail: 'a consent dialogue covers the page' };
  const asked = new URL(target.canonicalUrl);
  const isElsewhere = normaliseUrl(url) !== target.canonicalUrl;
  if (
    isElsewhere &&
    sight.hasPassword &&
    segmentsOf(url).some((segment) => /^(?:log-?in|sign-?in)/i.test(segment))
  ) {
    return { shows: 'wall', detail: `asks to log in at ${hostOf(url)}` };
  }
  if (sight.text.trim().length < MIN_TEXT_CHARACTERS && !sight.hasContent) {
    return { shows: 'blank', detail: 'neither text nor pictures' };
  }
  const ledHome =
    isElsewhere && hostOf(url) === hostOf(asked) && url.pathname === '/' && asked.pathname !== '/';
  if (ledHome) return { shows: 'wrong-post', detail: 'leads to the front page of the site' };
  return { shows: 'expected', detail: isElsewhere ? `ended at ${url.href}` : sight.title || null };
}
