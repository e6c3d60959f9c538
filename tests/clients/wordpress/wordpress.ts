import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { thisMachine } from '../../../scripts/setup/machine.ts';
import { freePort } from '../../support/free-port.ts';
import { answers, startProgram } from '../program.ts';
import { Administrator } from './administrator.ts';
import { startMariaDb } from './mariadb.ts';
import { wordPressNeed } from './need.ts';
import { makeSite, putPlugin } from './site.ts';

export interface WordPress extends AsyncDisposable {
  /** Where it is reached on this machine, without a slash at its end. */
  url: string;
  administrator: Administrator;
  /** Content as the block editor stores it. */
  publish(article: { title: string; content: string }): Promise<PublishedArticle>;
  /** Adds or replaces PHP that runs with every request, as a plugin or the theme's functions.php would. */
  putPlugin(name: string, php: string): Promise<void>;
}

export interface PublishedArticle {
  id: number;
  url: string;
}

/** Why it cannot start here, in words; null where it can. */
export async function whyWithoutWordPress(): Promise<string | null> {
  const version = await wordPressNeed.find(thisMachine);
  return version === null ? 'WordPress is not installed; `node tests/clients/install.ts` installs it' : null;
}

const database = 'wordpress';
/** A plugin that is replaced is another with the next request, not two seconds later. */
const settingsOfPhp = ['-d', 'sendmail_path=/bin/true', '-d', 'opcache.revalidate_freq=0'];

/**
 * Debian's WordPress on PHP's own server, with one administrator and no articles of ours; it believes to be at `publicUrl`
 * where that is given.
 */
export async function startWordPress(publicUrl?: string): Promise<WordPress> {
  await using starting = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'wordpress-'));
  starting.defer(() => rm(folder, { recursive: true, force: true }));
  const databaseFolder = join(folder, 'db');
  await mkdir(databaseFolder);
  const { socket } = starting.use(await startMariaDb(databaseFolder, database));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const site = join(folder, 'site');
  await makeSite(site, { url: publicUrl ?? url, database, socket });
  starting.use(
    await startProgram({
      command: ['php', ...settingsOfPhp, '-S', `127.0.0.1:${port}`, '-t', site],
      // A page of it may ask it for another.
      environment: { PHP_CLI_SERVER_WORKERS: '4' },
      isReady: () => answers(`${url}/readme.html`),
    }),
  );
  const administrator = await Administrator.install(url, 'editor');
  const resources = starting.move();
  return {
    url,
    administrator,
    async publish(article) {
      const made = { status: 'publish', ...article };
      const { id, link } = await administrator.rest<{ id: number; link: string }>(
        'POST',
        '/wp/v2/posts',
        made,
      );
      return { id, url: link };
    },
    putPlugin: (name, php) => putPlugin(site, name, php),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
