import pg from 'pg';
import { inject, type ProvidedContext } from 'vitest';
import { freshRedisDatabase } from './redis.ts';

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
  // AWS's SDK looks for them there.
  process.env.AWS_ACCESS_KEY_ID = testServers.s3.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = testServers.s3.secretAccessKey;
}

let made = 0;

/** An empty database of PostgreSQL, an empty one of Redis, and an unused prefix in the bucket. */
export async function freshServers({ postgresUrl, redisUrl, s3 }: TestServers): Promise<{
  databaseUrl: string;
  redisUrl: string;
  storageUrl: string;
}> {
  made += 1;
  const name = `t_${process.pid}_${made}`;
  const client = new pg.Client({ connectionString: postgresUrl });
  await client.connect();
  await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  await client.end();
  return {
    databaseUrl: postgresUrl.replace(/postgres$/, name),
    redisUrl: await freshRedisDatabase(redisUrl),
    storageUrl: `s3://${s3.bucket}/${name}?endpoint=${s3.endpoint}`,
  };
}

/** What a process of the service needs to stand on fresh ones; nothing where tests stand on the embedded defaults. */
export async function environmentOfServers(): Promise<Record<string, string>> {
  if (testServers === null) {
    return {};
  }
  const { databaseUrl, redisUrl, storageUrl } = await freshServers(testServers);
  return {
    ...{ DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, STORAGE_URL: storageUrl },
    SECRET_KEY: 'secret-of-the-test-servers'.padEnd(32, '.'),
  };
}
