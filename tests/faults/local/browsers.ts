import { join } from 'node:path';
import { readGroups } from '../../capture/browser/support/pool.ts';
import type { World } from '../world.ts';

/** It has asked for the post by script; its picture is still to be taken. */
export function isOpen({ ground: { web } }: World, url: string): boolean {
  const id = url.split('/').at(-1) ?? '';
  return web.requests.some(({ url }) => url.includes('platform.twitter.com/data') && url.includes(id));
}

/** The process groups of the service's browsers. */
export function groupsOf({ ground: { environment } }: World): Promise<number[]> {
  const { TMPDIR = '' } = environment;
  return readGroups(join(TMPDIR, `embed-archiver-${process.getuid?.() ?? 'user'}`));
}
