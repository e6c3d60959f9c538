import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Body } from '#page-archive/exchange.ts';
import { archive, exchange } from './support/sample.ts';
import { written } from './support/written.ts';

const megabyte = 2 ** 20;

it('carries a large body through without holding it', async () => {
  const chunk = Buffer.alloc(megabyte / 4, 'film');
  const chunks = 128 * 4;
  const hash = createHash('sha256');
  for (let index = 0; index < chunks; index++) {
    hash.update(chunk);
  }
  let peak = 0;
  const body: Body = {
    bytes: chunk.length * chunks,
    sha256: hash.digest('hex'),
    async *open() {
      for (let index = 0; index < chunks; index++) {
        peak = Math.max(peak, process.memoryUsage.rss());
        yield chunk;
      }
    },
  };
  const film = { responseHeaders: [['Content-Type', 'video/mp4']] as [string, string][], body };
  const before = process.memoryUsage.rss();

  const { bytes } = await written(archive([exchange('https://cdn.example/film.mp4', film)]));

  expect(bytes).toBeGreaterThan(body.bytes);
  expect(peak - before).toBeLessThan(64 * megabyte);
});
