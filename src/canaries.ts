import { readFile } from 'node:fs/promises';
import { type CanaryUrls, canaryUrlsSchema } from '#domain/canary.ts';
import { ConfigurationError } from '#domain/errors.ts';
import { identify, platforms } from '#platforms/registry.ts';

const example =
  'for example {"x": {"living": "https://x.com/…/status/20", "deleted": "https://x.com/…/status/…"}}';

/** The posts whose state is known, by platform. Throws `ConfigurationError` with every problem at once. */
export async function readCanaries(path: string | null): Promise<CanaryUrls> {
  if (path === null) {
    return {};
  }
  const parsed = canaryUrlsSchema.safeParse(await readJson(path));
  const problems = parsed.success
    ? problemsIn(parsed.data)
    : parsed.error.issues.map(({ path: place, message }) => `${place.join('.') || 'the file'} ${message}`);
  if (!parsed.success || problems.length > 0) {
    throw new ConfigurationError(problems.map((problem) => `CANARIES ${path}: ${problem}; ${example}`));
  }
  return parsed.data;
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError([`CANARIES ${path} cannot be read (${reason}); ${example}`]);
  }
}

/** A URL of another platform, or of no post, would tell of nothing. */
function problemsIn(canaries: CanaryUrls): string[] {
  const names = new Set(platforms.map(({ name }) => name));
  return Object.entries(canaries).flatMap(([platform, urls]) =>
    names.has(platform)
      ? Object.entries(urls).flatMap(([kind, url]) => {
          const identity = identify(new URL(url));
          const isPost = identity.platform === platform && identity.postId !== null;
          return isPost ? [] : [`${platform}.${kind} is no post of ${platform}`];
        })
      : [`${platform} is none of the platforms: ${[...names].join(', ')}`],
  );
}
