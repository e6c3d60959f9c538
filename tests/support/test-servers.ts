import { randomBytes } from 'node:crypto';
import { inject, type ProvidedContext } from 'vitest';
import { createDatabase, dropDatabase } from './postgres.ts';
import { leaveRedisDatabase, takeRedisDatabase } from './redis.ts';

/** The servers that a whole run of the suite stands on: `npm run test:servers` (tests/servers.config.ts). */
export interface TestServers {
  postgresUrl: string;
  redisUrl: string;
  s3: { endpoint: string; bucket: string; accessKeyId: string; secretAccessKey: string };
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Absent where tests stand on the embedded defaults. */
    servers?: TestServers;
  }
}

/** Null where tests stand on the embedded defaults. The one place where that is asked. */
export const testServers: TestServers | null = inject('servers' satisfies keyof ProvidedContext) ?? null;

if (testServers !== null) {
  Object.assign(process.env, credentialsOf(testServers));
}

/** AWS's SDK looks for them in the environment. */
function credentialsOf({ s3 }: TestServers): Record<string, string> {
  return { AWS_ACCESS_KEY_ID: s3.accessKeyId, AWS_SECRET_ACCESS_KEY: s3.secretAccessKey };
}

/** An empty database; disposing of it rejects where a connection to it was left open. */
export async function freshDatabase({
  postgresUrl,
}: TestServers): Promise<{ url: string } & AsyncDisposable> {
  const name = freshName();
  return {
    url: await createDatabase(postgresUrl, name),
    [Symbol.asyncDispose]: () => dropDatabase(postgresUrl, name),
  };
}

/** An empty database of Redis; disposing of it rejects where a connection to it was left open. */
export async function freshRedis({ redisUrl }: TestServers): Promise<{ url: string } & AsyncDisposable> {
  const url = await takeRedisDatabase(redisUrl);
  return { url, [Symbol.asyncDispose]: () => leaveRedisDatabase(url) };
}

/** `s3://…` with a prefix that nobody uses. */
export function freshStorageUrl({ s3 }: TestServers): string {
  return `s3://${s3.bucket}/${freshName()}?endpoint=${s3.endpoint}`;
}

/** What a process of the service needs to stand on fresh ones; nothing where tests stand on the embedded defaults. */
export async function environmentOfServers(resources: AsyncDisposableStack): Promise<Record<string, string>> {
  if (testServers === null) {
    return {};
  }
  const database = resources.use(await freshDatabase(testServers));
  const redis = resources.use(await freshRedis(testServers));
  return {
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    STORAGE_URL: freshStorageUrl(testServers),
    SECRET_KEY: 'secret-of-the-test-servers'.padEnd(32, '.'),
    ...credentialsOf(testServers),
  };
}

function freshName(): string {
  return `t_${randomBytes(6).toString('hex')}`;
}
