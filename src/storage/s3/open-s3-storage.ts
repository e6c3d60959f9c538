import { S3Client } from '@aws-sdk/client-s3';
import { nameOf, type S3Location } from '../location.ts';
import type { Storage } from '../storage.ts';
import { Bucket } from './bucket.ts';
import { S3Storage } from './s3-storage.ts';

/** A reader who is slow holds a connection; the SDK's 50 would let as many viewers of films keep all others waiting. */
const agent = { keepAlive: true, maxSockets: Number.POSITIVE_INFINITY };
const usualPartBytes = 16 * 1024 * 1024;
const connectionTimeoutMs = 5_000;
const usualSilenceMs = 30_000;
/** Of one request; the SDK waits longer and longer between them. */
const attempts = 5;
/** Servers other than AWS sign for any, and this one by custom. */
const regionOfOthers = 'us-east-1';

export interface OpenS3Options {
  temporaryDir: string;
  warn: (sentence: string) => void;
  /** Instead of what the SDK finds (AWS_*, a profile, a role). */
  credentials?: { accessKeyId: string; secretAccessKey: string };
  partBytes?: number;
  /** How long a server may be silent in the midst of a request or an answer. */
  silenceMs?: number;
}

/** Nothing is asked of the server yet: `probe` does. */
export function openS3Storage(location: S3Location, options: OpenS3Options): Storage {
  const { bucket, prefix, endpoint, profile, pathStyle } = location;
  const { credentials, partBytes = usualPartBytes, silenceMs = usualSilenceMs } = options;
  const region = location.region ?? (endpoint === null ? null : regionOfOthers);
  const client = new S3Client({
    ...(endpoint !== null && { endpoint }),
    ...(region !== null && { region }),
    ...(profile !== null && { profile }),
    ...(credentials && { credentials }),
    forcePathStyle: pathStyle,
    maxAttempts: attempts,
    // Its own checksums come in trailers that other servers do not know; ours are given with each request and read back.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      ...{ httpAgent: agent, httpsAgent: agent },
      ...{ connectionTimeout: connectionTimeoutMs, socketTimeout: silenceMs },
    },
  });
  return new S3Storage({
    bucket: new Bucket(client, { bucket, prefix, name: nameOf(location) }),
    temporaryDir: options.temporaryDir,
    partBytes,
    warn: options.warn,
  });
}
