import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { LightMyRequestResponse } from 'fastify';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright';
import { findChromium } from '#capture/browser/find-chromium.ts';
import { adminKey, startTestService, type TestService } from '../../api/service.ts';

/** The pages of a service that really listens, as `url` has it, and a browser to read them with. */
export interface Workspace extends AsyncDisposable {
  readonly service: TestService;
  readonly url: string;
  readonly browser: Browser;
  /** The cookie of whoever signs in with the key. */
  signIn(key?: string): Promise<string>;
  /** Without a browser, as the viewer of that cookie. */
  get(path: string, cookie?: string | null): Promise<LightMyRequestResponse>;
  /** Sends a form as a page of this service does. */
  submit(
    path: string,
    fields: Record<string, string> | URLSearchParams,
    cookie?: string | null,
  ): Promise<LightMyRequestResponse>;
  /** A browser's context, signed in where a cookie is given. */
  context(cookie: string | null, options?: Parameters<Browser['newContext']>[0]): Promise<BrowserContext>;
}

export async function openWorkspace(): Promise<Workspace> {
  await using opening = new AsyncDisposableStack();
  const ground = opening.use(await startTestService());
  const service = opening.use(await ground.variant({ publicUrl: null }));
  const url = await service.app.listen({ port: 0, host: '127.0.0.1' });
  const browser = await chromium.launch({
    executablePath: findChromium(null)?.path ?? '',
    args: ['--no-sandbox'],
  });
  opening.defer(() => browser.close());
  const headersOf = (cookie: string | null) => ({
    'sec-fetch-site': 'same-origin',
    ...(cookie !== null && { cookie }),
  });
  const submit: Workspace['submit'] = (path, fields, cookie = null) =>
    service.app.inject({
      ...{ method: 'POST', url: path },
      headers: { ...headersOf(cookie), 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(fields).toString(),
    });
  const resources = opening.move();
  return {
    ...{ service, url, browser, submit },
    async signIn(key = adminKey) {
      const answer = await submit('/sign-in', { key });
      const [cookie] = answer.cookies;
      if (cookie === undefined) {
        throw new Error(`Nobody was signed in: ${answer.statusCode} ${answer.body}`);
      }
      return `${cookie.name}=${cookie.value}`;
    },
    get: (path, cookie = null) => service.app.inject({ url: path, headers: headersOf(cookie) }),
    async context(cookie, options = {}) {
      const context = await browser.newContext(options);
      const [name = '', value = ''] = cookie?.split('=') ?? [];
      if (cookie !== null) {
        await context.addCookies([{ name, value, url, httpOnly: true, sameSite: 'Strict' }]);
      }
      return context;
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong with a page as it stands: rule, and where. */
export async function violationsOf(page: Page): Promise<string[]> {
  // By the protocol rather than a tag: the page's policy lets no script of others in.
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    // @ts-expect-error What axe is comes with the script above.
    const { violations } = await globalThis.axe.run();
    return violations.flatMap(
      (violation: { id: string; nodes: { target: string[]; failureSummary: string }[] }) =>
        violation.nodes.map(
          ({ target, failureSummary }) => `${violation.id} ${target.join(' ')}: ${failureSummary}`,
        ),
    );
  });
}

/** Whether the page is wider than its window. */
export function overflowsOf(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
}
