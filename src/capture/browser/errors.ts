/** The work inside `withPage` did not end in time; its browser is closed or dead. */
export class BrowserTimeoutError extends Error {
  override readonly name = 'BrowserTimeoutError';
}

/** The page's renderer or the whole browser died under the work. */
export class BrowserCrashedError extends Error {
  override readonly name = 'BrowserCrashedError';
}

/** The page made its browser use more memory than a page may, and the browser was killed. */
export class PageTooHeavyError extends BrowserCrashedError {}

/** No browser can be started here; the message says what a person should do. */
export class BrowserUnavailableError extends Error {
  override readonly name = 'BrowserUnavailableError';
}

/** The page was sent, or went, to a place that is not http, https or about:blank. */
export class NavigationRefusedError extends Error {
  override readonly name = 'NavigationRefusedError';
}

/** There is nothing to take a picture of: the element is missing or has no size. */
export class NothingToShowError extends Error {
  override readonly name = 'NothingToShowError';
}
