import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { parts } from '../clients/parts.ts';
import { answers, startProgram } from '../clients/program.ts';
import { freePort } from '../support/free-port.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

const bucket = 'archive';
/** s3rver names the next page of a list by DES. */
const legacyCiphers = '--openssl-legacy-provider';
const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };

/** PostgreSQL and Redis of Debian's packages, S3 of npm's s3rver: started here, in temporary folders, on free ports. */
export interface Servers extends AsyncDisposable {
  postgres: TestPostgres;
  redis: TestRedis;
  /** What a process of the service needs in its environment to use all three. */
  environment: Record<string, string>;
}

export async function startServers(): Promise<Servers> {
  await using starting = new AsyncDisposableStack();
  const postgres = starting.use(await startPostgres());
  const redis = starting.use(await startRedis());
  const endpoint = starting.use(await startS3rver()).endpoint;
  const held = starting.move();
  return {
    ...{ postgres, redis },
    environment: {
      DATABASE_URL: postgres.url,
      REDIS_URL: redis.url,
      STORAGE_URL: `s3://${bucket}?endpoint=${endpoint}`,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      SECRET_KEY: 'secret-of-the-cluster'.padEnd(32, '.'),
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

/** Installs it where it is not, beside the project's packages. */
export async function needS3rver(say: (line: string) => void): Promise<void> {
  await parts.s3rver.install(say);
}

async function startS3rver(): Promise<{ endpoint: string } & AsyncDisposable> {
  await using starting = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 's3rver-'));
  starting.defer(() => rm(folder, { recursive: true, force: true }));
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const program = join(dirname(parts.s3rver.resolve('s3rver/package.json')), 'bin/s3rver.js');
  starting.use(
    await startProgram({
      command: [
        process.execPath,
        legacyCiphers,
        program,
        '-d',
        folder,
        '-a',
        '127.0.0.1',
        '-p',
        String(port),
        '--silent',
      ],
      isReady: () => answers(endpoint),
    }),
  );
  const client = new S3Client({ endpoint, credentials, region: 'us-east-1', forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  client.destroy();
  const held = starting.move();
  return { endpoint, [Symbol.asyncDispose]: () => held.disposeAsync() };
}
