import { describe, expect, test } from 'vitest';
import { run } from './run.ts';

describe('identify', { timeout: 60_000 }, () => {
  test('prints a JSON document for each URL, in their order', async () => {
    const urls = [
      'https://twitter.com/reporter/status/12?s=20',
      'https://x.com/reporter',
      'https://pic.twitter.com/0PbFPhQz2l',
      'https://news.example.org/article?utm_source=a',
    ];
    const { exitCode, stdout } = await run(['identify', ...urls, '--json']);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));

    expect(exitCode).toBe(0);
    expect(lines.map(({ url }) => url)).toEqual(urls);
    expect(lines[0]).toEqual({
      url: urls[0],
      platform: 'x',
      kind: 'post',
      postId: 'x:12',
      canonicalUrl: 'https://x.com/i/status/12',
      certain: true,
    });
    expect(lines[1]).toMatchObject({ platform: 'x', kind: 'profile', postId: null });
    expect(lines[2]).toMatchObject({ kind: 'short-link', postId: 'x:short:0PbFPhQz2l' });
    expect(lines[3]).toMatchObject({
      platform: 'web',
      kind: 'page',
      postId: expect.stringMatching(/^web:\w+$/),
    });
  });

  test('goes on after a line that is no URL, and says so', async () => {
    const input = 'https://x.com/a/status/1\n\nnonsense\nhttps://x.com/a/status/2\n';
    const { exitCode, stdout, stderr } = await run(['identify', '-', '--json'], { input });

    expect(exitCode).toBe(1);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).postId),
    ).toEqual(['x:1', 'x:2']);
    expect(stderr).toContain('nonsense');
  });

  test('without URLs is wrong usage', async () => {
    expect((await run(['identify'])).exitCode).toBe(2);
  });
});
