import { resolve } from 'node:path';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { ConfigurationError } from '#domain/errors.ts';
import { type LimitTable, readSiteLimits } from '#domain/site-limits.ts';
import { readLocation, type StorageLocation } from '#storage/location.ts';

function setting<T extends z.ZodType>(schema: T, example: string): T {
  return schema.describe(example);
}

function urlWith(...protocols: string[]) {
  const named = protocols.map((protocol) => `${protocol}//`).join(' or ');
  return (
    z
      .url({ error: 'is not a URL' })
      // Asked of what is no URL, too.
      .refine((value) => protocols.includes(URL.parse(value)?.protocol ?? protocols[0] ?? ''), {
        error: `must begin with ${named}`,
      })
  );
}

function numberBetween(minimum: number, maximum: number) {
  return z.coerce
    .number({ error: 'is not a number' })
    .min(minimum, { error: `must be ${minimum} or more` })
    .max(maximum, { error: `must be ${maximum} or less` });
}

const wholeNumberBetween = (minimum: number, maximum: number) =>
  numberBetween(minimum, maximum).refine(Number.isInteger, { error: 'must be a whole number' });

const flag = z
  .enum(['true', 'false', '1', '0'], { error: 'must be true or false' })
  .transform((value) => value === 'true' || value === '1');

const cidrList = z.string().transform((value, context) => {
  const cidrs = value.split(/[\s,]+/).filter(Boolean);
  for (const cidr of cidrs) {
    if (!ipaddr.isValidCIDR(cidr)) {
      context.addIssue({ code: 'custom', message: `${cidr} is not a CIDR range` });
    }
  }
  return cidrs;
});

const urlList = z.string().transform((value, context) => {
  const urls = value.split(/[\s,]+/).filter(Boolean);
  for (const url of urls) {
    if (!['http:', 'https:'].includes(URL.parse(url)?.protocol ?? '')) {
      context.addIssue({ code: 'custom', message: `${url} is not an http:// or https:// URL` });
    }
  }
  return urls;
});

const storageUrl = z.string().transform((value, context) => {
  const read = readLocation(value);
  if (read.kind === 'problem') {
    context.addIssue({ code: 'custom', message: read.problem });
    return z.NEVER;
  }
  return read.location;
});

const siteLimits = z.string().transform((value, context): LimitTable => {
  const read = readSiteLimits(value);
  if (read.kind === 'problem') {
    context.addIssue({ code: 'custom', message: read.problem });
    return z.NEVER;
  }
  return read.limits;
});

const variables = {
  DATA_DIR: setting(z.string().default('./data'), 'DATA_DIR=./data'),
  DATABASE_URL: setting(
    urlWith('postgres:', 'postgresql:').optional(),
    'DATABASE_URL=postgresql://archiver:secret@localhost:5432/archiver',
  ),
  REDIS_URL: setting(
    urlWith('redis:', 'rediss:')
      .refine((value) => /^\/?\d*$/.test(URL.parse(value)?.pathname ?? ''), {
        error: 'must have nothing but the number of a database behind the host',
      })
      .optional(),
    'REDIS_URL=redis://localhost:6379',
  ),
  STORAGE_URL: setting(
    storageUrl.optional(),
    'STORAGE_URL=file:///var/lib/embed-archiver or STORAGE_URL=s3://bucket/prefix?region=eu-west-3',
  ),
  STORAGE_REPLICA_URL: setting(
    storageUrl.optional(),
    'STORAGE_REPLICA_URL=file:///mnt/second/embed-archiver',
  ),
  AUDIT_MB_PER_S: setting(numberBetween(0, 10_000).default(5), 'AUDIT_MB_PER_S=5'),
  HOST: setting(z.string().default('127.0.0.1'), 'HOST=127.0.0.1'),
  PORT: setting(wholeNumberBetween(0, 65535).default(8080), 'PORT=8080'),
  METRICS_HOST: setting(z.string().default('127.0.0.1'), 'METRICS_HOST=0.0.0.0'),
  METRICS_PORT: setting(wholeNumberBetween(0, 65535).optional(), 'METRICS_PORT=9464'),
  OTEL_EXPORTER_OTLP_ENDPOINT: setting(
    urlWith('http:', 'https:').optional(),
    'OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318',
  ),
  PUBLIC_URL: setting(urlWith('http:', 'https:').optional(), 'PUBLIC_URL=https://archive.example.org'),
  PUBLIC_REQUESTS_PER_MIN: setting(
    wholeNumberBetween(0, 10_000_000).default(3000),
    'PUBLIC_REQUESTS_PER_MIN=3000',
  ),
  TRUST_PROXY: setting(flag.default(false), 'TRUST_PROXY=true'),
  CHROMIUM_PATH: setting(z.string().optional(), 'CHROMIUM_PATH=/usr/bin/chromium-headless-shell'),
  CAPTURE_CONCURRENCY: setting(wholeNumberBetween(1, 64).optional(), 'CAPTURE_CONCURRENCY=2'),
  DISK_RESERVE_MB: setting(numberBetween(0, 1_000_000_000).optional(), 'DISK_RESERVE_MB=1000'),
  SITE_LIMITS: setting(siteLimits.prefault('*=16/600'), 'SITE_LIMITS=x=4/60 mastodon=2/30 *=16/600'),
  CAPTURE_TIMEOUT_S: setting(numberBetween(1, 3600).default(90), 'CAPTURE_TIMEOUT_S=90'),
  CAPTURE_MAX_MB: setting(numberBetween(1, 100_000).default(512), 'CAPTURE_MAX_MB=512'),
  MEDIA_MAX_MINUTES: setting(numberBetween(1, 24 * 60).default(240), 'MEDIA_MAX_MINUTES=240'),
  YT_DLP_PATH: setting(z.string().optional(), 'YT_DLP_PATH=/usr/local/bin/yt-dlp'),
  PAGE_ARCHIVE: setting(flag.default(true), 'PAGE_ARCHIVE=false'),
  PATIENCE_H: setting(numberBetween(0, 24 * 30).default(6), 'PATIENCE_H=6'),
  EGRESS_PROXY: setting(urlWith('http:').optional(), 'EGRESS_PROXY=http://proxy.example.org:3128'),
  EGRESS_CA_FILE: setting(z.string().optional(), 'EGRESS_CA_FILE=/etc/ssl/newsroom-ca.pem'),
  EGRESS_ALLOW: setting(cidrList.default([]), 'EGRESS_ALLOW=10.1.2.0/24,fd00:1::/64'),
  PLATFORM_STATE_DIR: setting(z.string().optional(), 'PLATFORM_STATE_DIR=/etc/embed-archiver/logins'),
  DEFAULT_VISIBILITY: setting(
    z.enum(['public', 'restricted'], { error: 'must be public or restricted' }).default('public'),
    'DEFAULT_VISIBILITY=public',
  ),
  ORGANIZATION: setting(
    z.string().trim().max(200, { error: 'is longer than 200 characters' }).optional(),
    'ORGANIZATION=The Morning Courier',
  ),
  SECRET_KEY: setting(
    z.string().min(32, { error: 'must have at least 32 characters' }).optional(),
    'SECRET_KEY=$(openssl rand -hex 32)',
  ),
  SIGNING_KEY_FILE: setting(z.string().optional(), 'SIGNING_KEY_FILE=/etc/embed-archiver/signing-key.pem'),
  TSA_URLS: setting(urlList.default([]), 'TSA_URLS=https://freetsa.org/tsr,http://timestamp.digicert.com'),
  TSA_CA_FILE: setting(z.string().optional(), 'TSA_CA_FILE=/etc/embed-archiver/tsa-roots.pem'),
  CANARIES: setting(z.string().optional(), 'CANARIES=/etc/embed-archiver/canaries.json'),
  WAYBACK_URL: setting(
    z
      .union([z.literal('off'), urlWith('http:', 'https:')], { error: 'must be a URL or off' })
      .default('https://web.archive.org'),
    'WAYBACK_URL=https://web.archive.org',
  ),
  WAYBACK_SAVE: setting(
    z
      .string()
      .regex(/^[^\s:]+:[^\s:]+$/, { error: 'must be an access key and a secret, with a colon between' })
      .optional(),
    'WAYBACK_SAVE=access:secret',
  ),
  MEMENTO_AGGREGATOR_URL: setting(
    urlWith('http:', 'https:').optional(),
    'MEMENTO_AGGREGATOR_URL=http://timetravel.mementoweb.org/timemap/link/',
  ),
  LOG_LEVEL: setting(
    z
      .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
        error: 'must be trace, debug, info, warn, error, fatal or silent',
      })
      .default('info'),
    'LOG_LEVEL=info',
  ),
  LOG_PRETTY: setting(flag.optional(), 'LOG_PRETTY=true'),
  ADMIN_KEY: setting(
    z.string().min(24, { error: 'must have at least 24 characters' }).optional(),
    'ADMIN_KEY=$(openssl rand -hex 24)',
  ),
};

export const variableNames = Object.keys(variables);

export interface Config {
  /** Absolute. */
  dataDir: string;
  databaseUrl: string | null;
  redisUrl: string | null;
  storage: StorageLocation;
  /** The second one, to repair from. */
  replica: StorageLocation | null;
  /** 0: storage is not read back by itself. */
  scrubBytesPerSecond: number;
  host: string;
  /** 0 takes any free port. */
  port: number;
  /** Where metrics are shown without a key; null: nowhere but on the API, with one. A port of 0 takes any. */
  metricsDoor: { host: string; port: number } | null;
  /** Base address of an OTLP/HTTP collector. */
  tracesEndpoint: string | null;
  publicUrl: string | null;
  /** Of one address to what needs no key; null: no limit. */
  publicRequestsPerMinute: number | null;
  trustProxy: boolean;
  chromiumPath: string | null;
  /** Null lets cores and memory decide. */
  captureConcurrency: number | null;
  /** What stays free on every disk that is written to; null lets the size of each decide. */
  diskReserveBytes: number | null;
  /** How much a site is asked for, by all workers together. */
  siteLimits: LimitTable;
  captureTimeoutMs: number;
  /** Whether the traffic of each page is kept as a WACZ. */
  pageArchive: boolean;
  captureMaxBytes: number;
  /** Longer streams are not fetched. */
  mediaMaxMs: number;
  /** Null looks for it on the path. */
  ytDlpPath: string | null;
  patienceMs: number;
  egressProxy: string | null;
  egressCaFile: string | null;
  egressAllow: string[];
  /** Absolute; where the operator's own logins lie. */
  platformStateDir: string | null;
  defaultVisibility: 'public' | 'restricted';
  /** Whose archive it is, as exports name it. */
  organization: string | null;
  /** Seals the secrets in the database; null where none was given: embedded, DATA_DIR has one. */
  secretKey: string | null;
  signingKeyFile: string | null;
  timestampAuthorities: string[];
  timestampCaFile: string | null;
  /** Of an archive with the Wayback Machine's addresses; null: none is searched for posts that are gone. */
  waybackUrl: string | null;
  /** `<access key>:<secret>` of archive.org; null: what is captured is not handed on. */
  waybackSaveKey: string | null;
  /** What stands before an original URL in the address of its TimeMap. */
  mementoAggregatorUrl: string | null;
  /** Absolute; which posts are known to live and to be deleted. */
  canariesFile: string | null;
  logLevel: string;
  /** Null: pretty on a terminal. */
  logPretty: boolean | null;
  adminKey: string | null;
}

type Environment = Record<string, string | undefined>;

/** Reads and checks the environment. Throws `ConfigurationError` with every problem at once. */
export function readConfig(environment: Environment = process.env): Config {
  // An empty variable means unset: compose files pass `NAME=` for what nobody chose.
  const given = Object.fromEntries(
    variableNames.map((name) => [name, environment[name] === '' ? undefined : environment[name]]),
  );
  const parsed = z.object(variables).safeParse(given);
  if (!parsed.success) {
    throw new ConfigurationError(parsed.error.issues.map(describeIssue));
  }
  const values = parsed.data;
  const dataDir = resolve(values.DATA_DIR);
  return {
    dataDir,
    databaseUrl: values.DATABASE_URL ?? null,
    redisUrl: values.REDIS_URL ?? null,
    storage: values.STORAGE_URL ?? { kind: 'file', directory: resolve(dataDir, 'storage') },
    replica: values.STORAGE_REPLICA_URL ?? null,
    scrubBytesPerSecond: values.AUDIT_MB_PER_S * 1_000_000,
    host: values.HOST,
    port: values.PORT,
    metricsDoor:
      values.METRICS_PORT === undefined ? null : { host: values.METRICS_HOST, port: values.METRICS_PORT },
    tracesEndpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
    publicUrl: values.PUBLIC_URL?.replace(/\/$/, '') ?? null,
    publicRequestsPerMinute: values.PUBLIC_REQUESTS_PER_MIN || null,
    trustProxy: values.TRUST_PROXY,
    chromiumPath: values.CHROMIUM_PATH ?? null,
    captureConcurrency: values.CAPTURE_CONCURRENCY ?? null,
    diskReserveBytes: values.DISK_RESERVE_MB === undefined ? null : values.DISK_RESERVE_MB * 1_000_000,
    siteLimits: values.SITE_LIMITS,
    captureTimeoutMs: values.CAPTURE_TIMEOUT_S * 1000,
    pageArchive: values.PAGE_ARCHIVE,
    captureMaxBytes: values.CAPTURE_MAX_MB * 1_000_000,
    mediaMaxMs: values.MEDIA_MAX_MINUTES * 60_000,
    ytDlpPath: values.YT_DLP_PATH ?? null,
    patienceMs: values.PATIENCE_H * 3_600_000,
    egressProxy: values.EGRESS_PROXY ?? null,
    egressCaFile: values.EGRESS_CA_FILE ?? null,
    egressAllow: values.EGRESS_ALLOW,
    platformStateDir: values.PLATFORM_STATE_DIR === undefined ? null : resolve(values.PLATFORM_STATE_DIR),
    defaultVisibility: values.DEFAULT_VISIBILITY,
    organization: values.ORGANIZATION ?? null,
    secretKey: values.SECRET_KEY ?? null,
    signingKeyFile: values.SIGNING_KEY_FILE ?? null,
    timestampAuthorities: values.TSA_URLS,
    timestampCaFile: values.TSA_CA_FILE ?? null,
    waybackUrl: values.WAYBACK_URL === 'off' ? null : values.WAYBACK_URL,
    waybackSaveKey: values.WAYBACK_SAVE ?? null,
    mementoAggregatorUrl: values.MEMENTO_AGGREGATOR_URL ?? null,
    canariesFile: values.CANARIES === undefined ? null : resolve(values.CANARIES),
    logLevel: values.LOG_LEVEL,
    logPretty: values.LOG_PRETTY ?? null,
    adminKey: values.ADMIN_KEY ?? null,
  };
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const name = String(issue.path[0]);
  const example = variables[name as keyof typeof variables].description;
  return `${name} ${issue.message}; for example ${example}`;
}
