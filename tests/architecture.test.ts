import { describe, expect, test } from 'vitest';
import { brokenRules } from './support/architecture.ts';
import { parseSource, readSources } from './support/imports.ts';

describe('the tree', () => {
  test('keeps the table of who may import what', async () => {
    const files = await readSources(new URL('../src', import.meta.url).pathname);

    expect(files.length).toBeGreaterThan(10);
    expect(brokenRules(files)).toEqual([]);
  });
});

describe('the rules name what is broken', () => {
  const broken = (path: string, text: string) => brokenRules([parseSource(path, text)]);

  test('a folder that reaches too far', () => {
    expect(broken('api/routes/posts.ts', "import { captureNow } from '#capture/pipeline.ts';")).toEqual([
      'src/api/routes/posts.ts imports capture/pipeline.ts, but `api` may import domain, embeds, platforms, catalogue, ' +
        'queue, storage, evidence, notify, web, export, moving, sheets: give it as a function',
    ]);
    expect(
      broken('card/render.ts', "import type { Catalogue } from '../catalogue/catalogue.ts';"),
    ).toHaveLength(1);
    expect(broken('domain/post.ts', "export * from '#queue/queue.ts';")).toHaveLength(1);
    expect(broken('storage/a.ts', "const late = await import('#evidence/manifest.ts');")).toHaveLength(1);
  });

  test('a folder that the table does not know', () => {
    expect(broken('utils/strings.ts', '')).toHaveLength(1);
  });

  test('a library outside its folder, its types where they are allowed', () => {
    expect(broken('workers/capture.ts', "import { Worker } from 'bullmq';")).toEqual([
      'src/workers/capture.ts imports bullmq, which belongs in queue alone',
    ]);
    expect(broken('platforms/x/view.ts', "import type { Page } from 'playwright';")).toEqual([]);
    expect(broken('platforms/x/view.ts', "import { type Page, chromium } from 'playwright';")).toHaveLength(
      1,
    );
    expect(broken('api/app.ts', "import { connect } from 'net';")).toHaveLength(1);
    expect(broken('api/app.ts', "import {\n  lookup,\n} from 'node:dns/promises';")).toHaveLength(1);
  });

  test('a library with two homes', () => {
    const files = ['card/a.ts', 'embeds/b.ts'].map((path) =>
      parseSource(path, "import { parse } from 'parse5';"),
    );

    expect(brokenRules(files)).toEqual(['parse5 is imported by card and embeds: one library, one folder']);
  });

  test('the environment and the network reached past their doors', () => {
    expect(broken('queue/redis.ts', 'const url = process.env.REDIS_URL;')).toHaveLength(1);
    expect(broken('notify/send.ts', 'export const send = (url: string) => fetch(url);')).toHaveLength(1);
    expect(
      broken('platforms/x/look.ts', 'export const look = (url: string, fetch: Fetch) => fetch(url);'),
    ).toEqual([]);
  });

  test('folders in a circle', () => {
    const files = [
      parseSource('evidence/a.ts', "import { a } from '#storage/a.ts';"),
      parseSource('storage/a.ts', "import { b } from '#evidence/a.ts';"),
    ];

    expect(brokenRules(files)).toContain('folders in a circle: evidence → storage → evidence');
  });

  test('words in comments and strings are no imports', () => {
    expect(
      broken(
        'card/a.ts',
        "// import { x } from '#queue/queue.ts';\nconst url = 'https://a/b'; // import('bullmq')",
      ),
    ).toEqual([]);
  });
});
