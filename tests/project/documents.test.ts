import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { readConfig, variableNames } from '#config.ts';
import { withPlatformTable } from '../../scripts/platform-table.ts';

const root = new URL('../../', import.meta.url);
const read = (name: string) => readFile(new URL(name, root), 'utf8');
const readme = await read('README.md');

describe('README.md', () => {
  const rows = Array.from(
    readme.matchAll(/^\| `([A-Z_]+)` \| (.*?) \|/gm),
    ([, name = '', standard = '']) => ({
      name,
      standard,
    }),
  );

  test('explains every variable of the configuration, and no other', () => {
    expect(rows.map(({ name }) => name).sort()).toEqual([...variableNames].sort());
  });

  test('lists the platforms of the registry (npm run platforms)', () => {
    expect(withPlatformTable(readme)).toBe(readme);
  });

  test('states defaults that hold', () => {
    const literal = rows.filter(({ standard }) => /^`[^`/]+`$/.test(standard));
    expect(literal.length).toBeGreaterThan(5);
    const stated = Object.fromEntries(literal.map(({ name, standard }) => [name, standard.slice(1, -1)]));

    expect(readConfig(stated)).toEqual(readConfig({}));
  });
});

describe.each(['README.md', 'CONTRIBUTING.md', 'docs/operating.md'])('%s', (name) => {
  test('names only scripts that exist, and links only to what is there', async () => {
    const text = await read(name);
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(await read('package.json'));
    const named = Array.from(text.matchAll(/\bnpm run (?:--silent )?([\w:]+)/g), ([, script = '']) => script);
    expect(named.filter((script) => !(script in scripts))).toEqual([]);

    const links = Array.from(
      text.matchAll(/\]\((?!https?:)([^)#]*)(#[^)]*)?\)/g),
      ([, target = '']) => target,
    );
    const missing = links.filter(
      (target) => target !== '' && !existsSync(new URL(target, new URL(name, root))),
    );
    expect(missing).toEqual([]);
  });
});

describe('docs/api.md', () => {
  test('lists every problem that the API answers with, and no other', async () => {
    const source = await read('src/api/plugins/problems.ts');
    const [, kinds = ''] = /const kinds = \{(.*?)\} as const/s.exec(source) ?? [];
    const existing = Array.from(kinds.matchAll(/^ {2}'?([a-z-]+)'?: \{/gm), ([, name]) => name);
    const [, table = ''] = /## Errors(.*)/s.exec(await read('docs/api.md')) ?? [];
    const listed = Array.from(table.matchAll(/^\| `([a-z-]+)`.*\| \d{3} \|$/gm), ([, name]) => name);

    expect(existing.length).toBeGreaterThan(15);
    expect(listed.sort()).toEqual(existing.sort());
  });
});
