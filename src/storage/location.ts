import { resolve } from 'node:path';

/** A bucket of a server that speaks S3. Credentials are not in it: the SDK finds them as AWS documents (AWS_*, a profile, a role). */
export interface S3Location {
  kind: 's3';
  bucket: string;
  /** Before every key: empty, or segments with a slash at the end. */
  prefix: string;
  /** Null: AWS. */
  endpoint: string | null;
  /** Null: `AWS_REGION`, or the profile's. */
  region: string | null;
  /** Of the files in which the SDK looks for credentials; null: the usual one. */
  profile: string | null;
  /** The bucket is in the path, not in the name of the host. */
  pathStyle: boolean;
}

/** Where a storage is. */
export type StorageLocation = { kind: 'file'; directory: string } | S3Location;

export type ReadLocation =
  | { kind: 'read'; location: StorageLocation }
  /** In words that follow the variable's name. */
  | { kind: 'problem'; problem: string };

const bucketPattern = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const prefixPattern = /^(?:[A-Za-z0-9_-][A-Za-z0-9._-]*\/)*$/;
const known = ['endpoint', 'region', 'profile', 'path-style'];

/** `file:///folder` or `s3://bucket/prefix?endpoint=…&region=…&profile=…&path-style=true`. */
export function readLocation(text: string): ReadLocation {
  const url = URL.parse(text);
  switch (url?.protocol) {
    case 'file:':
      return {
        kind: 'read',
        location: { kind: 'file', directory: resolve(decodeURIComponent(url.pathname)) },
      };
    case 's3:':
      return readS3(url);
    default:
      return problem('must begin with file:// or s3://');
  }
}

/** As a person would name it: no secrets are in it. */
export function nameOf(location: StorageLocation): string {
  if (location.kind === 'file') {
    return location.directory;
  }
  const { bucket, prefix, endpoint } = location;
  return `s3://${bucket}/${prefix}${endpoint === null ? '' : ` at ${endpoint}`}`;
}

function readS3(url: URL): ReadLocation {
  const parameters = url.searchParams;
  const unknown = [...parameters.keys()].find((name) => !known.includes(name));
  if (unknown !== undefined) {
    return problem(`has the parameter ${unknown}, but only ${known.join(', ')} are known`);
  }
  if (url.username !== '' || url.password !== '') {
    return problem('must not hold credentials: give them as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
  }
  if (!bucketPattern.test(url.host)) {
    return problem(`names no bucket: ${url.host === '' ? 'nothing' : url.host} stands where its name should`);
  }
  const segments = url.pathname.split('/').filter(Boolean);
  const prefix = segments.map((segment) => `${segment}/`).join('');
  if (!prefixPattern.test(prefix)) {
    return problem(
      'has a prefix with something else than a-z, 0-9, dot, dash and underscore in its segments',
    );
  }
  const endpoint = parameters.get('endpoint');
  if (endpoint !== null && !['http:', 'https:'].includes(URL.parse(endpoint)?.protocol ?? '')) {
    return problem('has an endpoint that is no http:// or https:// URL');
  }
  const style = parameters.get('path-style');
  if (style !== null && style !== 'true' && style !== 'false') {
    return problem('has a path-style that is neither true nor false');
  }
  const location: S3Location = {
    kind: 's3',
    bucket: url.host,
    prefix,
    endpoint,
    region: parameters.get('region'),
    profile: parameters.get('profile'),
    // What has an address of its own seldom has a name for each bucket.
    pathStyle: style === null ? endpoint !== null : style === 'true',
  };
  return { kind: 'read', location };
}

function problem(text: string): ReadLocation {
  return { kind: 'problem', problem: text };
}
