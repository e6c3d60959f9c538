import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { restoreEmbedded, restoreServer } from '#catalogue/dump/restore-catalogue.ts';
import type { SealedSecret } from '#catalogue/dump/restore-dump.ts';
import { voidLeases } from '#catalogue/work.ts';
import { systemClock } from '#domain/clock.ts';
import { embedOf, manifestOf, newPostId, submissionOf } from '../catalogue/samples.ts';
import { hasPostgres, startPostgres, type TestPostgres } from '../support/postgres.ts';
import { contentOf, type OpenDatabase, openDatabase } from './tables.ts';

const signal = new AbortController().signal;
const software = 'embed-archiver/test';

describe('a dump', { timeout: 240_000 }, () => {
  let folder: string;
  let postgres: TestPostgres | undefined;
  let dump: string;
  let content: Record<string, string[]>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dump-'));
    postgres = hasPostgres ? await startPostgres() : undefined;
    await using source = await openDatabase(join(folder, 'source'));
    await fill(source);
    content = await contentOf(source);
    dump = await write(source, 'dump');
  }, 240_000);
  afterAll(async () => {
    await postgres?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  async function write({ catalogue }: OpenDatabase, name: string): Promise<string> {
    const path = join(folder, `${name}.jsonl.gz`);
    await catalogue.dumps.write(path, { software, signal });
    return path;
  }

  const restoreInto = (
    place: string,
    path: string,
    checkSecrets = async (_: readonly SealedSecret[]) => {},
  ) =>
    (place.startsWith('postgresql:') ? restoreServer : restoreEmbedded)(place, {
      path,
      checkSecrets,
      signal,
    });

  test('has every table of the catalogue with rows in it, but those of the moment', async () => {
    const empty = Object.entries(content).flatMap(([name, rows]) => (rows.length === 0 ? [name] : []));
    // Whoever adds a table fills it in `fill`, so that the way there and back is tried with it.
    expect(empty).toEqual([]);
  });

  test('goes from one process to a server and back, and everything is equal', async () => {
    const url = (await postgres?.createDatabase(`moved_${process.pid}`)) ?? '';
    if (!hasPostgres) {
      return;
    }
    await restoreInto(url, dump);
    let back: string;
    {
      await using server = await openDatabase(url);
      expect(await contentOf(server)).toEqual(content);
      back = await write(server, 'back');
    }
    await restoreInto(join(folder, 'back'), back);
    await using again = await openDatabase(join(folder, 'back'));
    expect(await contentOf(again)).toEqual(content);
    // The catalogue works on: what is new comes behind what was brought along.
    const before = await again.catalogue.events.since(null, 1000);
    const types = (events: { type: string }[]) => events.map(({ type }) => type);
    await capture(again, newPostId());
    const after = await again.catalogue.events.since(null, 1000);
    expect(types(after.slice(0, before.length))).toEqual(types(before));
    // Webhooks are told of what they were not told before the move.
    const [{ told } = { told: '' }] = await again.query<{ told: string }>(
      'SELECT event_id AS told FROM webhook_cursor',
    );
    expect(types(await again.catalogue.events.since(told, 1000))).toEqual(types(after).slice(2));
    expect(after.length).toBeGreaterThan(before.length);
    expect(await again.catalogue.events.since(before.at(-1)?.id ?? null, 1000)).toEqual(
      after.slice(before.length),
    );
    const sequences = await again.query<{ sequence: string }>('SELECT sequence::text FROM outbox');
    expect(new Set(sequences.map(({ sequence }) => sequence)).size).toBe(sequences.length);
  });

  test('of an older version fits, and is brought up to date', async () => {
    const lines = gunzipSync(await readFile(dump))
      .toString()
      .split('\n');
    expect(JSON.parse(lines[0] ?? '').migrations.length).toBeGreaterThan(10);
    const old = join(folder, 'old');
    await using source = await openDatabase(join(folder, 'of-old'));
    // As the first version would have written it: its tables, with a post.
    await source.query(`INSERT INTO posts (id, platform, canonical_url, created_at)
      VALUES ('x:old', 'x', 'https://x.com/i/status/1', '2025-01-01T00:00:00.123456Z')`);
    await writeFile(old, await asFirstVersion(source));
    await restoreInto(join(folder, 'from-old'), old);
    await using restored = await openDatabase(join(folder, 'from-old'));
    expect(
      await restored.query(`SELECT id, site, to_char(created_at AT TIME ZONE 'UTC', 'US') AS us FROM posts`),
    ).toEqual([{ id: 'x:old', site: 'x', us: '123456' }]);
    expect(await restored.query('SELECT count(*)::integer AS rows FROM scrub')).toEqual([{ rows: 1 }]);
  });

  test('is refused where it is cut off, changed, or newer than the program, and nothing is left', async () => {
    const bytes = await readFile(dump);
    const text = gunzipSync(bytes).toString();
    const wrong = {
      'cut off': bytes.subarray(0, bytes.length - 20),
      'cut off at a line': gzipSync(text.slice(0, text.indexOf('\n', text.length / 2) + 1)),
      'a byte changed in transit': Buffer.from(bytes.map((byte, at) => (at === 3000 ? byte ^ 1 : byte))),
      'a value changed': gzipSync(text.replace('Mustefa2bali', 'mustefa2bali')),
      'a row left out': gzipSync(text.replace(/^\[.*\n/m, '')),
      'something else': Buffer.from('id,url\n1,https://x.com/\n'),
      empty: Buffer.alloc(0),
    };
    const place = join(folder, 'refused');
    for (const [what, content] of Object.entries(wrong)) {
      const path = join(folder, randomUUID());
      await writeFile(path, content);
      await expect(restoreInto(place, path), what).rejects.toThrow(/is no whole dump/);
    }
    const newer = join(folder, 'newer');
    await writeFile(newer, gzipSync(text.replace('"migrations":[', '"migrations":["9999-later",')));
    await expect(restoreInto(place, newer)).rejects.toThrow(/is no whole dump/);
    await writeFile(newer, rehashed(text.replace('"migrations":[', '"migrations":["9999-later",')));
    await expect(restoreInto(place, newer)).rejects.toThrow(/newer version.*9999-later/);
    await expect(stat(place)).rejects.toThrow(/ENOENT/);
  });

  test('is refused by a catalogue that holds something, and where its secrets do not open', async () => {
    const place = join(folder, 'held');
    const sealed: SealedSecret[] = [];
    await expect(
      restoreInto(place, dump, async (secrets) => {
        sealed.push(...secrets);
        throw new Error('these do not open');
      }),
    ).rejects.toThrow('these do not open');
    expect(sealed.map(({ kind }) => kind)).toEqual(['signing-key', 'webhook', 'source']);
    await restoreInto(place, dump);
    await expect(restoreInto(place, dump)).rejects.toThrow(/not empty \(.*api_keys.*posts/);
  });
});

/** A capture from its submission to its commit. */
async function capture({ catalogue }: OpenDatabase, postId: string): Promise<string> {
  const accepted = await catalogue.submissions.accept(submissionOf(systemClock, [embedOf(postId)]), null);
  const captureId = ('submission' in accepted && accepted.submission.embeds[0]?.captureId) || '';
  const claim = await catalogue.captures.claim(captureId, 60_000);
  const token = claim.kind === 'claimed' ? claim.token : 0;
  const manifest = manifestOf(systemClock, captureId, postId);
  const manifestSha256 = randomUUID().replaceAll('-', '').repeat(2);
  await catalogue.captures.commit(captureId, token, { manifest, manifestSha256, state: 'live' });
  return captureId;
}

/** A row of every kind at least, and what is hard to move: dates, numbers, quotes, arrays, JSON in text. */
async function fill(source: OpenDatabase): Promise<void> {
  const { catalogue, query } = source;
  const postId = newPostId();
  const captureId = await capture(source, postId);
  await catalogue.posts.patch(
    postId,
    { restricted: true, tags: ['à "quoted"', '{a,b}', '\\', '\u2028'] },
    'me',
  );
  await catalogue.submissions.accept(submissionOf(systemClock, [embedOf(newPostId())]), {
    ...{ owner: 'me', key: 'once', fingerprint: 'f' },
  });
  await catalogue.keys.create({ id: 'key', name: 'NULL', scopes: ['read', 'admin'], secretSha256: 'ab' });
  // Parents before those that refer to them, whatever their names: what fails is tried again when others are filled.
  for (let left = await emptyTables(source), before = Number.POSITIVE_INFINITY; left.length < before; ) {
    for (const table of left) {
      await query(await rowFor(source, table, { postId, captureId })).catch(() => undefined);
    }
    before = left.length;
    left = await emptyTables(source);
  }
  await query(`UPDATE posts SET created_at = '2024-02-29 23:59:59.999999+00', note = E'\\ttab, \\\\N and \\n line',
    record = '{"big": 12345678901234567890.000000000000000001, "null": null, "text": "\\u2028"}' WHERE id = '${postId}'`);
  await query(`INSERT INTO secrets VALUES ('signing-key', '{}', now())`);
  const told = (await catalogue.events.since(null, 2)).at(-1)?.id;
  await query(`INSERT INTO webhook_cursor VALUES (1, '${told}')`);
  // As an orderly start does: leases are of the place.
  await source.database.write(voidLeases);
  await query(
    `UPDATE captures SET progress = 0.1::float8 + 0.2::float8, edits = 'null' WHERE id = '${captureId}'`,
  );
}

async function emptyTables({ query }: OpenDatabase): Promise<string[]> {
  const content = await contentOf({ query });
  return Object.entries(content).flatMap(([name, rows]) => (rows.length === 0 ? [name] : []));
}

/** Any row that the table takes. */
async function rowFor(
  { query }: OpenDatabase,
  table: string,
  ids: { postId: string; captureId: string },
): Promise<string> {
  const columns = await query<{ name: string; type: string; parent: string | null; key: string | null }>(`
    SELECT own.attname::text AS name, format_type(own.atttypid, NULL) AS type, confrelid::regclass::text AS parent,
           (SELECT attname::text FROM pg_attribute WHERE attrelid = confrelid
              AND attnum = confkey[array_position(conkey, own.attnum)]) AS key
      FROM pg_attribute AS own LEFT JOIN pg_constraint
        ON contype = 'f' AND conrelid = attrelid AND own.attnum = ANY(conkey)
     WHERE attrelid = '${table}'::regclass AND own.attnum > 0 AND NOT attisdropped
       AND attidentity = '' AND attgenerated = ''`);
  const known: Record<string, string> = { posts: ids.postId, captures: ids.captureId };
  const values: string[] = [];
  for (const { name, type, parent, key } of columns) {
    const named = parent === null ? undefined : known[parent];
    if (parent !== null && named === undefined) {
      values.push(`(SELECT ${key} FROM ${parent} LIMIT 1)`);
    } else {
      values.push(named === undefined ? sampleOf(name, type) : `'${named}'`);
    }
  }
  return `INSERT INTO ${table} (${columns.map(({ name }) => `"${name}"`).join(', ')}) VALUES (${values.join(', ')})`;
}

function sampleOf(name: string, type: string): string {
  if (name === 'outcome') {
    return 'NULL';
  }
  const samples: Record<string, string> = {
    text: "E'it''s \\\\ \"x\" \\n é 😀'",
    'text[]': `ARRAY['a "b"', '', 'NULL', '{}']`,
    jsonb: `'[{"sealed": "s", "n": 1e400}]'`,
    boolean: 'true',
    'timestamp with time zone': `'2026-03-29 02:30:00.000001+02'`,
    bigint: name === 'id' ? '1' : '9007199254740993',
  };
  return samples[type] ?? '1';
}

/** Header, the first version's tables with the rows and columns that it had, and an end that fits. */
async function asFirstVersion({ query }: OpenDatabase): Promise<Buffer> {
  const header = {
    format: 'embed-archiver-dump',
    version: 1,
    software,
    at: '2025-01-01T00:00:00.000Z',
    migrations: ['0001-first'],
  };
  const [post] = await query<{ line: string }>(
    `SELECT json_build_array(id, platform, canonical_url, created_at::text)::text AS line FROM posts`,
  );
  const lines = [
    JSON.stringify(header),
    JSON.stringify({ table: 'log_head', columns: ['id', 'size'] }),
    '["1","0"]',
    JSON.stringify({ table: 'posts', columns: ['id', 'platform', 'canonical_url', 'created_at'] }),
    post?.line,
    JSON.stringify({ tables: { log_head: 1, posts: 1 }, sequences: [], sha256: '' }),
  ];
  return rehashed(`${lines.join('\n')}\n`);
}

/** With an end that fits what stands before it. */
function rehashed(text: string): Buffer {
  const start = text.lastIndexOf('\n', text.length - 2) + 1;
  const sha256 = createHash('sha256').update(text.slice(0, start)).digest('hex');
  const trailer = { ...JSON.parse(text.slice(start)), sha256 };
  return gzipSync(`${text.slice(0, start)}${JSON.stringify(trailer)}\n`);
}
