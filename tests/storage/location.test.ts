import { describe, expect, it } from 'vitest';
import { readConfig } from '#config.ts';
import { readLocation } from '#storage/location.ts';

const s3 = { kind: 's3', endpoint: null, region: null, profile: null, pathStyle: false };

describe('the place of a storage', () => {
  it.each([
    ['file:///var/lib/the%20archive/', { kind: 'file', directory: '/var/lib/the archive' }],
    ['s3://evidence', { ...s3, bucket: 'evidence', prefix: '' }],
    [
      's3://evidence/a/b/?region=eu-west-3',
      { ...s3, bucket: 'evidence', prefix: 'a/b/', region: 'eu-west-3' },
    ],
    [
      's3://evidence?endpoint=http://127.0.0.1:9000&profile=second',
      {
        ...{ ...s3, bucket: 'evidence', prefix: '', pathStyle: true },
        ...{ endpoint: 'http://127.0.0.1:9000', profile: 'second' },
      },
    ],
    [
      's3://evidence?endpoint=https://s3.example.org&path-style=false',
      { ...s3, bucket: 'evidence', prefix: '', endpoint: 'https://s3.example.org' },
    ],
  ])('%s is understood', (url, location) => {
    expect(readLocation(url)).toEqual({ kind: 'read', location });
  });

  it.each([
    ['/var/lib/archive', 'must begin with file:// or s3://'],
    ['https://s3.example.org/evidence', 'must begin with file:// or s3://'],
    ['s3:///prefix', 'names no bucket'],
    ['s3://Evidence_1', 'names no bucket'],
    ['s3://key:secret@evidence', 'must not hold credentials'],
    ['s3://evidence/a b', 'prefix'],
    ['s3://evidence/.hidden/x', 'prefix'],
    ['s3://evidence?endpoint=s3.example.org', 'endpoint'],
    ['s3://evidence?acl=public', 'parameter acl'],
    ['s3://evidence?path-style=maybe', 'path-style'],
  ])('%s is refused in words', (url, words) => {
    expect(readLocation(url)).toEqual({ kind: 'problem', problem: expect.stringContaining(words) });
    expect(() => readConfig({ STORAGE_URL: url })).toThrow(`STORAGE_URL`);
  });

  it('a secret is not repeated in what is said', () => {
    expect(() => readConfig({ STORAGE_URL: 's3://key:hushhush@evidence' })).toThrow(/^(?!.*hushhush)/s);
  });
});
