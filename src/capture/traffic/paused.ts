import type { CDPSession } from 'playwright';

/** Playwright does not export the protocol's types by name; its signatures have them. */
declare const session: CDPSession;
type Listener = Parameters<typeof session.on<'Fetch.requestPaused'>>[1];

/** `Fetch.requestPaused` of the DevTools Protocol. */
export type Paused = Parameters<Listener>[0];
export type HeaderEntry = NonNullable<Paused['responseHeaders']>[number];
