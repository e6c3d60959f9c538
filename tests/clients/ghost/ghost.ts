import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../support/free-port.ts';
import { answers, startProgram } from '../program.ts';
import { GhostOwner } from './administrator.ts';
import { ghostFolder, ghostNode } from './install.ts';

export interface Ghost extends AsyncDisposable {
  /** Where it is reached on this machine, without a slash at its end. */
  url: string;
  owner: GhostOwner;
  publish(article: { title: string; html: string }): Promise<PublishedArticle>;
}

export interface PublishedArticle {
  id: string;
  url: string;
  /** As Ghost wants it back with the next change. */
  updatedAt: string;
}

/** Ghost with a database of its own, one owner and no articles of ours; it believes to be at `publicUrl` where that is given. */
export async function startGhost(publicUrl?: string): Promise<Ghost> {
  await using starting = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'ghost-'));
  starting.defer(() => rm(folder, { recursive: true, force: true }));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const contentPath = join(folder, 'content');
  await cp(join(ghostFolder, 'content'), contentPath, { recursive: true });
  starting.use(
    await startProgram({
      command: [ghostNode, join(ghostFolder, 'index.js')],
      // It looks there for its own version.
      folder: ghostFolder,
      // In development it asks programs on this machine, too.
      environment: { NODE_ENV: 'development', ...settingsOf(publicUrl ?? url, port, contentPath) },
      isReady: () => isServed(`${url}/ghost/api/admin/site/`),
      readyWithinMs: 120_000,
    }),
  );
  const owner = await GhostOwner.setUp(url, publicUrl ?? url);
  const resources = starting.move();
  return {
    url,
    owner,
    async publish(article) {
      interface Made {
        posts: [{ id: string; url: string; updated_at: string }];
      }
      const body = { posts: [{ status: 'published', ...article }] };
      const made = await owner.admin<Made>('POST', '/posts/?source=html', body);
      const { id, url, updated_at: updatedAt } = made.posts[0];
      return { id, url, updatedAt };
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** It answers 503 while it makes its database. */
async function isServed(url: string): Promise<boolean> {
  return (await answers(url)) && (await fetch(url)).ok;
}

/** As environment: `__` leads into what is nested. It tells nobody that it lives and mails nobody. */
function settingsOf(url: string, port: number, contentPath: string): Record<string, string> {
  return {
    url,
    server__host: '127.0.0.1',
    server__port: String(port),
    database__client: 'better-sqlite3',
    database__connection__filename: join(contentPath, 'data/ghost.db'),
    database__useNullAsDefault: 'true',
    paths__contentPath: contentPath,
    mail__transport: 'Direct',
    privacy__useUpdateCheck: 'false',
    privacy__useGravatar: 'false',
    privacy__useRpcPing: 'false',
    logging__level: 'warn',
  };
}
