import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { layoutDamage } from '#page-archive/read/zip-check.ts';
import { writeWacz } from '#page-archive/write-wacz.ts';
import { absentCommands } from './support/commands.ts';
import { archive, bodyOf, exchange, resource } from './support/sample.ts';
import { indexedByWarcio, readByWarcio } from './support/warcio.ts';
import { temporaryFolder, textOf, written } from './support/written.ts';

const run = promisify(execFile);
const page = 'https://news.example/post/1';
const empty = { body: null, responseHeaders: [] };

describe('a written archive', () => {
  it('is read by warcio, every digest right', async () => {
    const { wacz } = await written(
      archive(
        [
          exchange(page, { status: 302, ...empty, responseHeaders: [['Location', '/post/one']] }),
          exchange(`${page}?b=2&a=1`, { obtainedBy: 'gateway', resourceType: 'Document' }),
          exchange('https://api.example/q', { method: 'POST', requestBody: Buffer.from('{"a":1}') }),
          exchange('https://cdn.example/0.txt', { body: bodyOf('') }),
          exchange('https://cdn.example/gone', {
            body: null,
            bodyMissing: 'the browser\r\nhad let go of it',
          }),
        ],
        { resources: [resource('urn:embed-archiver:1:record.json', '{}', 'application/json')] },
      ),
    );

    const records = await readByWarcio(await wacz.file('archive/data.warc.gz'));

    expect(records.map(({ type }) => type)).toEqual([
      'warcinfo',
      ...['response', 'request', 'response', 'request', 'response', 'request', 'response', 'request'],
      ...['response', 'request', 'metadata', 'resource', 'metadata'],
    ]);
    for (const { headers, block, http } of records) {
      const payload = headers.get('warc-payload-digest');
      expect(payload ?? sha256(block)).toBe(sha256(block));
      expect(http === null ? headers.get('warc-block-digest') : sha256(block)).toBe(sha256(block));
    }
    const [, redirect, , document, request] = records;
    expect(redirect?.http).toMatchObject({ line: 'HTTP/1.1 302 OK', status: 302 });
    expect(document?.headers.get('warc-ip-address')).toBe('203.0.113.7');
    expect(document?.headers.get('warc-date')).toBe('2026-11-22T13:45:01.123Z');
    expect(document?.headers.get('x-obtained-by')).toBe('gateway');
    expect(request?.headers.get('warc-concurrent-to')).toBe(document?.headers.get('warc-record-id'));
    expect(request?.http?.line).toBe('GET /post/1?b=2&a=1 HTTP/1.1');
    expect(records[11]?.block.toString()).toBe('body-missing: the browser, had let go of it\r\n');
    expect(new Set(records.map(({ headers }) => headers.get('warc-record-id'))).size).toBe(records.length);
  });

  it('says what its headers said on the wire, and not what would let a reader be the visitor', async () => {
    const { wacz } = await written(
      archive([
        exchange(page, {
          requestHeaders: [
            [':authority', 'news.example'],
            ['Cookie', 'session=1'],
            ['Authorization', 'Bearer x'],
            ['X-Kept', 'yes'],
          ],
          responseHeaders: [
            [':status', '200'],
            ['content-encoding', 'br'],
            ['Transfer-Encoding', 'chunked'],
            ['Content-Length', '7'],
            ['Set-Cookie', 'session=1'],
            ['Vary', 'a\nb'],
            ['X-Split', 'x\r\nEvil: 1\r\n\r\n<script>'],
            ['Bad\r\nName', 'x'],
            ['X-Unicode', 'Grüße 東京\u0000\ud800'],
          ],
          statusText: 'Fine\r\nEvil: 2',
          body: bodyOf('decoded'),
        }),
      ]),
    );

    const [, response, request] = await readByWarcio(await wacz.file('archive/data.warc.gz'));

    expect(response?.http).toEqual({
      line: 'HTTP/1.1 200 Fine, Evil: 2',
      status: 200,
      headers: new Map([
        ['x-orig-content-encoding', 'br'],
        ['x-orig-transfer-encoding', 'chunked'],
        ['x-orig-content-length', '7'],
        ['vary', 'a, b'],
        ['x-split', 'x, Evil: 1, <script>'],
        ['x-unicode', 'Gr%C3%BC%C3%9Fe %E6%9D%B1%E4%BA%AC%00%EF%BF%BD'],
        ['content-length', '7'],
      ]),
    });
    expect(request?.http?.headers).toEqual(
      new Map([
        ['host', 'news.example'],
        ['x-kept', 'yes'],
      ]),
    );
  });

  it('is found by the keys that warcio makes', async () => {
    const form = 'application/x-www-form-urlencoded';
    const multipart =
      '--b0--x\r\nContent-Disposition: form-data; name="f"\r\n\r\nvalue\r\n--b0--x\r\nname="e"\r\n\r\n\r\n--b0--x--';
    const posts: [type: string, body: string | Buffer][] = [
      ['application/json; charset=utf-8', '{"a":{"b":[1,null,"","x y"],"b2":false},"b":"ü","c":[{"a":0}]}'],
      ['application/json', 'no json'],
      ['text/plain', '{"q":"%E4%A"}'],
      ['text/plain', 'words & more'],
      [form, 'b=2&a=1&name=%C3%BC&n=1#x'],
      ['multipart/form-data; boundary=b0--x', multipart],
      ['application/octet-stream', Buffer.from([0, 255, 13, 10])],
      [form, `long=${'y'.repeat(5000)}`],
      ['', 'untyped'],
    ];
    const { wacz } = await written(
      archive([
        exchange('https://WWW2.Example.com:8443/Path/%C3%BC?b=2&A=1&&a#frag'),
        exchange('http://www.example.com:80/?'),
        exchange('https://bücher.example/straße?q=東'),
        exchange('https://[2001:db8::1]/x'),
        exchange('https://user:secret@host.example/'),
        ...posts.map(([type, body]) =>
          exchange('https://api.example/q?z=1&b=0', {
            ...{ method: 'POST', requestBody: Buffer.from(body), body: bodyOf(body) },
            requestHeaders: [['Content-Type', type]],
          }),
        ),
        exchange('https://api.example/', { method: 'PUT', requestBody: null }),
        exchange('https://api.example/', { method: 'HEAD', ...empty }),
      ]),
    );
    const lines = new TextDecoder()
      .decode(await wacz.file('indexes/index.cdx'))
      .trimEnd()
      .split('\n');
    const theirs = await indexedByWarcio(await wacz.file('archive/data.warc.gz'));

    const ours = lines.map((line) => {
      const [, key, timestamp, json = ''] = /^(\S+) (\d{17}) (.*)$/.exec(line) ?? [];
      const { recordDigest, digest, ...fields } = JSON.parse(json);
      expect(recordDigest).toMatch(/^sha256:[0-9a-f]{64}$/);
      const numbers = { offset: Number(fields.offset), length: Number(fields.length) };
      return {
        ...{ urlkey: key, timestamp: timestamp?.slice(0, 14), ...fields, ...numbers },
        ...{ status: Number(fields.status), digest: digest.slice('sha256:'.length) },
      };
    });
    const byOffset = (records: object[]) =>
      records.toSorted((one, other) => Reflect.get(one, 'offset') - Reflect.get(other, 'offset'));
    expect(byOffset(ours)).toEqual(byOffset(theirs));
    expect(lines).toEqual(
      lines.toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other))),
    );
  });

  it('says what it lacks: refusals, sockets, what HTTP cannot say', async () => {
    const { wacz } = await written(
      archive(
        [
          exchange('data:text/plain,x'),
          exchange(page, { status: 0 }),
          exchange(page, { method: 'GET /evil' }),
          exchange('https://cdn.example/part.mp4', {
            status: 206,
            responseHeaders: [['Content-Range', 'bytes 0-9/100']],
          }),
        ],
        {
          notes: {
            ...{ webSockets: ['wss://live.example/feed'], setCookiesDropped: 3, serviceWorkersBlocked: true },
            ...{ refused: [{ url: 'http://10.0.0.1/', reason: 'private\naddress' }], other: ['one more'] },
          },
        },
      ),
    );

    const records = await readByWarcio(await wacz.file('archive/data.warc.gz'));

    expect(records.map(({ type }) => type)).toEqual(['warcinfo', 'response', 'request', 'metadata']);
    expect(records[0]?.block.toString()).toContain('set-cookies-dropped: 3\r\nservice-workers: blocked\r\n');
    expect(records[3]?.block.toString().split('\r\n').slice(2, -1)).toEqual([
      'web-socket: wss://live.example/feed',
      'refused: http://10.0.0.1/ private, address',
      'left-out: data:text/plain,x GET 200: not an exchange that HTTP can say',
      'left-out: https://news.example/post/1 GET 0: not an exchange that HTTP can say',
      'left-out: https://news.example/post/1 GET /evil 200: not an exchange that HTTP can say',
      'note: one more',
    ]);
    expect((await wacz.index()).entries).toEqual([]);
  });

  it('writes a payload once', async () => {
    const film = 'the very same film'.repeat(1000);
    const same = {
      body: bodyOf(film),
      responseHeaders: [['Content-Type', 'video/mp4']] as [string, string][],
    };
    const { wacz } = await written(
      archive(
        [
          exchange('https://a.example/film', { ...same, method: 'POST' }),
          exchange('https://a.example/film', same),
          exchange('https://b.example/film', { ...same, startedAt: '2026-11-22T13:45:09.000Z' }),
        ],
        { resources: [resource('https://a.example/film', film), resource('urn:x:film', film)] },
      ),
    );

    const records = await readByWarcio(await wacz.file('archive/data.warc.gz'));

    expect(records.map(({ type }) => type).filter((type) => type !== 'request')).toEqual([
      ...['warcinfo', 'response', 'response', 'revisit', 'resource', 'metadata'],
    ]);
    const [original, revisit] = [records[3], records[5]];
    expect(Object.fromEntries(revisit?.headers ?? [])).toMatchObject({
      'warc-profile': 'http://netpreserve.org/warc/1.1/revisit/identical-payload-digest',
      'warc-refers-to': original?.headers.get('warc-record-id'),
      'warc-refers-to-target-uri': 'https://a.example/film',
      'warc-refers-to-date': '2026-11-22T13:45:01.123Z',
      'warc-payload-digest': sha256(Buffer.from(film)),
    });
    expect(revisit?.block.length).toBe(0);
    const response = await wacz.respond(get('https://b.example/film'), new Date());
    expect(response && (await textOf(response.body))).toBe(film);
  });

  it('has room for what is absurdly long', async () => {
    const long = `https://a.example/?${'x'.repeat(200_000)}`;
    const headers: [string, string][] = [
      ['X-Long', 'y'.repeat(300_000)],
      ...Array.from({ length: 5000 }, (_, index): [string, string] => [`X-${index}`, '\r\n'.repeat(20)]),
    ];
    const { wacz } = await written(archive([exchange(long, { responseHeaders: headers, body: bodyOf('') })]));

    const [, response] = await readByWarcio(await wacz.file('archive/data.warc.gz'));
    expect(response?.headers.get('warc-target-uri')).toBe(long);
    expect(response?.http?.headers.get('x-long')).toHaveLength(300_000);
    const answer = await wacz.respond(get(long), new Date());
    expect(answer?.headers).toHaveLength(5002);
    expect(answer && (await textOf(answer.body))).toBe('');
  });

  it('is a WACZ that other tools accept, every byte accounted for', async (test) => {
    const absent = await absentCommands(['unzip', 'python3']);
    test.skip(absent.length > 0, `not installed: ${absent.join(', ')}`);
    const {
      path,
      wacz,
      sha256: whole,
      datapackageSha256,
      bytes,
    } = await written(archive([exchange(page), exchange('https://cdn.example/ü')]));

    const { stdout } = await run('unzip', ['-t', path]);
    expect(stdout).toContain('No errors detected');
    const { stdout: listed } = await run('python3', ['-c', checkByPython, path]);
    expect(JSON.parse(listed)).toEqual({
      ...{ sha256: whole, bytes, datapackage: datapackageSha256 },
      stored: true,
      files: ['archive/data.warc.gz', 'indexes/index.cdx', 'pages/pages.jsonl'],
    });
    expect(await layoutDamage(wacz.zip)).toEqual([]);
    expect(await wacz.pages()).toEqual([
      { url: page, ts: '2026-11-22T13:45:01.123Z', title: 'A post', text: 'What it said' },
    ]);
  });

  it('is the same twice', async () => {
    const input = archive([exchange(page), exchange('https://cdn.example/a')]);

    const [first, second] = [await written(input), await written(input)];

    expect(second.sha256).toBe(first.sha256);
  });
});

describe('writing that fails', () => {
  it('leaves nothing, and says which body is not the one recorded', async () => {
    const path = join(await temporaryFolder(), 'page.wacz');
    const input = archive([exchange(page, { body: { ...bodyOf('one'), sha256: '0'.repeat(64) } })]);

    await expect(writeWacz(input, path, new AbortController().signal)).rejects.toThrow(
      `the body of ${page} is not the one recorded`,
    );
    expect(await readdir(dirname(path))).toEqual([]);
  });

  it('stops where it is told to, and overwrites nothing', async () => {
    const path = join(await temporaryFolder(), 'page.wacz');
    const stop = new AbortController();
    const body = {
      ...bodyOf('one'),
      async *open() {
        stop.abort(new Error('stopped'));
        yield Buffer.from('one');
      },
    };

    await expect(writeWacz(archive([exchange(page, { body })]), path, stop.signal)).rejects.toThrow();
    expect(await readdir(dirname(path))).toEqual([]);
    await writeWacz(archive([]), path, new AbortController().signal);
    const before = await readFile(path);
    await expect(writeWacz(archive([exchange(page)]), path, new AbortController().signal)).rejects.toThrow(
      'EEXIST',
    );
    expect(await readFile(path)).toEqual(before);
  });
});

/** Shares no code with ours: Python's zipfile and hashlib. */
const checkByPython = `
import hashlib, json, sys, zipfile
sha = lambda b: hashlib.sha256(b).hexdigest()
raw = open(sys.argv[1], 'rb').read()
z = zipfile.ZipFile(sys.argv[1])
package = json.loads(z.read('datapackage.json'))
digest = json.loads(z.read('datapackage-digest.json'))
assert digest['hash'] == 'sha256:' + sha(z.read('datapackage.json'))
for f in package['resources']:
    content = z.read(f['path'])
    assert f['hash'] == 'sha256:' + sha(content) and f['bytes'] == len(content), f['path']
print(json.dumps({'sha256': sha(raw), 'bytes': len(raw), 'datapackage': sha(z.read('datapackage.json')),
  'stored': all(i.compress_type == 0 for i in z.infolist()), 'files': [f['path'] for f in package['resources']]}))
`;

function sha256(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

function get(url: string) {
  return { url, method: 'GET', contentType: null, body: null };
}
