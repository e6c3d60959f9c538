import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { run } from './run.ts';

const founding = {
  platform: 'x',
  form: 'text',
  foundUrl: 'https://pic.twitter.com/0PbFPhQz2l',
  postId: 'x:short:0PbFPhQz2l',
  quotation: {
    text: 'footages shows that our forces had liberated the city center of #Hajin and the big mosque.\nit was filmed by #SDF press center in Hajin',
    authorName: 'Mustafa Bali',
    authorHandle: 'mustefa2bali',
    date: '2018-12-12',
  },
};

describe('find', { timeout: 60_000 }, () => {
  test('sees the embed that an article flattened into text', async () => {
    const file = fileURLToPath(new URL('../../examples/hajin.txt', import.meta.url));
    const { exitCode, stdout } = await run(['find', file, '--json']);

    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ embeds: [{ position: 0, ...founding }], others: [] });
  });

  const recorded = fileURLToPath(
    new URL('../../../shared/recordings/articles/founding-example.txt', import.meta.url),
  );
  const absent = !existsSync(recorded);
  test.skipIf(absent && process.env.CI !== 'true')('sees it in the article it was written for', async () => {
    const { exitCode, stdout } = await run(['find', recorded, '--json']);

    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ embeds: [founding] });
    expect(JSON.parse(stdout).embeds).toHaveLength(1);
  });

  test('reads HTML from the standard input, with a base for its links', async () => {
    const html =
      '<blockquote class="twitter-tweet"><p>Words</p><a href="//twitter.com/a/status/12">date</a></blockquote>';
    const { exitCode, stdout } = await run(['find', '-', '--base', 'https://news.example.org/1', '--json'], {
      input: html,
    });

    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).embeds).toMatchObject([{ form: 'blockquote', postId: 'x:12' }]);
  });

  test('tells a person in words, without what a terminal would obey', async () => {
    const input =
      'a \u001b[31mred\u202e word pic.twitter.com/0PbFPhQz2l — Mustafa Bali (@mustefa2bali) December 12, 2018';
    const { exitCode, stdout } = await run(['find', '-'], { input });

    expect(exitCode).toBe(0);
    expect(stdout).toContain('x:short:0PbFPhQz2l');
    expect(stdout).toContain('@mustefa2bali');
    expect(stdout).not.toContain('\u001b');
    expect(stdout).not.toContain('\u202e');
  });

  test('writes them escaped in JSON', async () => {
    const input = 'a \u202eword pic.twitter.com/0PbFPhQz2l — Mustafa Bali (@mustefa2bali) December 12, 2018';
    const { stdout } = await run(['find', '-', '--json'], { input });

    expect(stdout).not.toMatch(/\u202e/);
    expect(JSON.parse(stdout).embeds).toHaveLength(1);
  });

  test('finds nothing in nothing', async () => {
    const { exitCode, stdout } = await run(['find', '-', '--json'], {
      input: Buffer.from([0xff, 0xfe, 0x00]),
    });

    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ embeds: [], others: [] });
  });

  test.each([
    [['find'], 'source'],
    [['find', 'no-such-file.html'], 'no such file'],
    [['find', 'ftp://example.org/a'], 'https:'],
    [['find', 'http://169.254.169.254/latest'], 'public internet'],
    [['find', '-', '--base', 'nonsense'], 'not a URL'],
    [['find', '-', '--jsn'], '--jsn'],
  ])('%j is wrong usage, and says how to mend it', async (args, words) => {
    const { exitCode, stdout, stderr } = await run(args);

    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(words);
  });
});
