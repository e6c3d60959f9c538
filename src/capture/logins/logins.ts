import { readdir, readFile, stat } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { ConfigurationError } from '#domain/errors.ts';
import type { Logger } from '#logger.ts';
import { readCookieFile } from './cookie-file.ts';
import { LoginFileError, type LoginState, readStorageState } from './storage-state.ts';

/** The operator's own logins, one file a platform. What is in them never leaves the browser session they are given to. */
export interface Logins {
  /** Null where there is none for the platform. Reads the file again where it has changed. */
  of(platform: string): Promise<LoginState | null>;
}

export interface LoginsOptions {
  /** PLATFORM_STATE_DIR, absolute. */
  folder: string;
  platforms: readonly string[];
  /** Whether cookies of that host are the platform's own. */
  ownsHost(platform: string, host: string): boolean;
  logger: Logger;
  now: () => Date;
}

const readers: Record<string, (text: string) => LoginState> = {
  '.json': readStorageState,
  '.txt': readCookieFile,
};

/** Larger than any that a browser writes. */
const maxBytes = 10_000_000;

/** Reads every file once; rejects with `ConfigurationError`, which names each bad file and line and nothing of its content. */
export async function openLogins(options: LoginsOptions): Promise<Logins> {
  const files = await findFiles(options);
  const problems: string[] = [];
  const logins = new Map<string, LoginFile>();
  for (const [platform, path] of files) {
    const file = new LoginFile(platform, path, options);
    logins.set(platform, file);
    try {
      await file.read();
    } catch (error) {
      problems.push(`PLATFORM_STATE_DIR: ${describe(error, path)}`);
    }
  }
  if (problems.length > 0) {
    throw new ConfigurationError(problems);
  }
  options.logger.info({ platforms: [...files.keys()] }, 'logins.read');
  return { of: async (platform) => (await logins.get(platform)?.current()) ?? null };
}

async function findFiles({ folder, platforms, logger }: LoginsOptions): Promise<Map<string, string>> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    const why = codeOf(error) === 'ENOENT' ? 'does not exist' : `cannot be read (${codeOf(error)})`;
    throw new ConfigurationError([
      `PLATFORM_STATE_DIR ${folder} ${why}; for example PLATFORM_STATE_DIR=/etc/embed-archiver/logins`,
    ]);
  }
  const files = new Map<string, string>();
  for (const name of names.sort()) {
    const { name: platform, ext } = parse(name);
    if (!platforms.includes(platform) || !(ext in readers)) {
      logger.warn({ file: name, expected: '<platform>.json or <platform>.txt' }, 'logins.unknown-file');
    } else if (files.has(platform)) {
      throw new ConfigurationError([
        `PLATFORM_STATE_DIR holds two files for ${platform}: keep ${platform}.json or ${platform}.txt`,
      ]);
    } else {
      files.set(platform, join(folder, name));
    }
  }
  return files;
}

class LoginFile {
  readonly #platform: string;
  readonly #path: string;
  readonly #options: LoginsOptions;
  #state: LoginState | null = null;
  #readAs: string | null = null;

  constructor(platform: string, path: string, options: LoginsOptions) {
    this.#platform = platform;
    this.#path = path;
    this.#options = options;
  }

  /** A file that was spoilt while we run is told, and what it held before stays in use. */
  async current(): Promise<LoginState | null> {
    try {
      await this.read();
    } catch (error) {
      this.#options.logger.error({ problem: describe(error, this.#path) }, 'logins.unreadable');
    }
    return this.#state && withoutExpired(this.#state, this.#options.now());
  }

  async read(): Promise<void> {
    const found = await stat(this.#path).catch(nullIfGone);
    if (found === null) {
      this.#state = null;
      this.#readAs = null;
      return;
    }
    const { mtimeMs, size, mode } = found;
    const version = `${mtimeMs}:${size}`;
    if (version === this.#readAs) {
      return;
    }
    // Whatever comes of it, the same bytes are not tried again.
    this.#readAs = version;
    if (size > maxBytes) {
      throw new LoginFileError(`is larger than ${maxBytes} bytes`);
    }
    if ((mode & 0o077) !== 0) {
      this.#options.logger.warn(
        { file: this.#path, mode: (mode & 0o777).toString(8), advice: 'chmod 600' },
        'logins.readable-by-others',
      );
    }
    const reader = readers[parse(this.#path).ext] ?? readCookieFile;
    this.#state = this.#ownOf(reader(await readFile(this.#path, 'utf8')));
  }

  #ownOf(state: LoginState): LoginState {
    const { ownsHost, logger } = this.#options;
    const isOwn = (host: string) => ownsHost(this.#platform, host.replace(/^\./, '').toLowerCase());
    const cookies = state.cookies.filter(({ domain }) => isOwn(domain));
    const origins = state.origins.filter(({ origin }) => isOwn(new URL(origin).hostname));
    const dropped = [
      ...state.cookies.filter(({ domain }) => !isOwn(domain)).map(({ domain }) => domain),
      ...state.origins.map(({ origin }) => new URL(origin).hostname).filter((host) => !isOwn(host)),
    ];
    if (dropped.length > 0) {
      const hosts = [...new Set(dropped)].slice(0, 20);
      logger.warn({ file: this.#path, hosts }, 'logins.foreign-hosts-left-out');
    }
    return { cookies, origins };
  }
}

function withoutExpired({ cookies, origins }: LoginState, now: Date): LoginState | null {
  const seconds = now.getTime() / 1000;
  const valid = cookies.filter(({ expires }) => expires === -1 || expires > seconds);
  return valid.length === 0 && origins.length === 0 ? null : { cookies: valid, origins };
}

function describe(error: unknown, path: string): string {
  if (error instanceof LoginFileError) {
    return `${path}${error.line === null ? '' : `, line ${error.line}`}: ${error.message}`;
  }
  // What the system says of a file, without what is in it.
  return `${path}: cannot be read (${codeOf(error)})`;
}

/** An operator who takes the file away takes the login away. */
function nullIfGone(error: unknown): null {
  if (codeOf(error) !== 'ENOENT') {
    throw error;
  }
  return null;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
