import type { BrowserContext, Dialog, Page } from 'playwright';
import { NavigationRefusedError } from './errors.ts';

/** Closes every page but ours. Attach once ours is open. */
export function closePopups(context: BrowserContext, ours: Page): void {
  context.on('page', (page) => {
    if (page !== ours) {
      page.close().catch(alreadyGone);
    }
  });
}

/** Dismisses what would hold the page up; leaving a page is never refused. */
export function answerDialogs(context: BrowserContext): void {
  context.on('dialog', (dialog: Dialog) => {
    const answer = dialog.type() === 'beforeunload' ? dialog.accept() : dialog.dismiss();
    answer.catch(alreadyGone);
  });
}

/**
 * Our own code could open `file:` and `chrome:` addresses, which pages cannot: refused before they are opened. Where the
 * page comes to one in another way, `onElsewhere` is told.
 */
export function keepToWebPages(page: Page, onElsewhere: (error: NavigationRefusedError) => void): void {
  const frame = page.mainFrame();
  const goto = frame.goto.bind(frame);
  // `page.goto` goes through its main frame's.
  frame.goto = async (url, options) => {
    if (!isWebPage(url)) {
      throw refusal(url);
    }
    return goto(url, options);
  };
  page.on('framenavigated', (navigated) => {
    const url = navigated.url();
    if (navigated === frame && !isWebPage(url) && !isNoPage(url)) {
      onElsewhere(refusal(url));
    }
  });
}

function isWebPage(url: string): boolean {
  return url === 'about:blank' || ['http:', 'https:'].includes(URL.parse(url)?.protocol ?? '');
}

/** What Chromium shows where nothing was loaded. */
function isNoPage(url: string): boolean {
  return url === '' || url.startsWith('about:blank') || url.startsWith('chrome-error:');
}

function refusal(url: string): NavigationRefusedError {
  return new NavigationRefusedError(`The browser opens http and https only, not ${url.slice(0, 100)}`);
}

/** A page or dialog that closes before it can be closed is what was wanted; a dead browser is told of elsewhere. */
function alreadyGone(): void {}
