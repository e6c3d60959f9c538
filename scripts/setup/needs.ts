import { existsSync, readdirSync } from 'node:fs';
import { findChromium } from '../../src/capture/browser/find-chromium.ts';
import type { Machine } from './machine.ts';

/** Something that npm cannot bring. */
export interface Need {
  name: string;
  /** Where or what it is, in a few words; null where it is missing. */
  find(machine: Machine): Promise<string | null>;
  debianPackages: string[];
  /** Homebrew's formulae; empty where macOS has it already. */
  homebrew: string[];
}

/** @param configured CHROMIUM_PATH */
export function browserNeed(configured: string | null): Need {
  return {
    name: 'browser',
    async find(machine) {
      const path = findChromium(configured)?.path ?? null;
      if (path === null) {
        return null;
      }
      // Started once, since a browser without its libraries is none.
      const { status } = await machine.run([path, '--version'], { timeoutMs: 20_000 });
      return status === 0 ? path : null;
    },
    debianPackages: ['chromium-headless-shell'],
    homebrew: [],
  };
}

const fontFamilies = {
  'Noto Sans Arabic': /^Noto Sans Arabic/m,
  CJK: /^Noto Sans CJK/m,
  emoji: /^Noto Color Emoji/m,
};

/** A picture with boxes instead of letters is no evidence. */
export const fontsNeed: Need = {
  name: 'fonts',
  async find(machine) {
    if (machine.platform === 'darwin') {
      return 'of macOS';
    }
    const { status, output } = await machine.run(['fc-list', '--format', '%{family}\n'], {
      timeoutMs: 60_000,
    });
    const complete = status === 0 && Object.values(fontFamilies).every((family) => family.test(output));
    return complete ? 'Noto with CJK and colour emoji' : null;
  },
  debianPackages: ['fontconfig', 'fonts-noto-core', 'fonts-noto-cjk', 'fonts-noto-color-emoji'],
  homebrew: [],
};

export const ffmpegNeed: Need = {
  name: 'ffmpeg',
  find: async (machine) => machine.commandPath('ffprobe') && machine.commandPath('ffmpeg'),
  debianPackages: ['ffmpeg'],
  homebrew: ['ffmpeg'],
};

/** Only the tests use them; nobody needs the services that their packages bring. */
export const redisNeed: Need = {
  name: 'redis',
  find: async (machine) => machine.commandPath('redis-server'),
  debianPackages: ['redis-server'],
  homebrew: ['redis'],
};

export const postgresNeed: Need = {
  name: 'postgresql',
  find: async (machine) => machine.commandPath('initdb') ?? debianPostgres(),
  debianPackages: ['postgresql'],
  homebrew: ['postgresql@17'],
};

/** Debian keeps the server's programs off PATH, a folder a version. */
function debianPostgres(root = '/usr/lib/postgresql'): string | null {
  const versions = existsSync(root) ? readdirSync(root) : [];
  const newestFirst = versions.sort((a, b) => Number(b) - Number(a));
  return (
    newestFirst.map((version) => `${root}/${version}/bin`).find((bin) => existsSync(`${bin}/initdb`)) ?? null
  );
}
