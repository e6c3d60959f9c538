import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { platforms } from '#platforms/registry.ts';

/** `npm run platforms`: writes README.md's table of platforms from the registry; a test holds the two together. */
export const readme = new URL('../README.md', import.meta.url);
const [begin, end] = ['<!-- platforms: npm run platforms -->', '<!-- /platforms -->'];

/** The text with the table as the registry has it. Throws where the marks around the table are missing. */
export function withPlatformTable(text: string): string {
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from === -1 || to < from) {
    throw new Error(`README.md has no table between ${begin} and ${end}`);
  }
  return `${text.slice(0, from)}${begin}\n${table()}\n${text.slice(to)}`;
}

function table(): string {
  const rows = platforms.map(
    ({ name, title }) => `| ${title} | \`${name}:\` | [readme](src/platforms/${name}/readme.md) |`,
  );
  return ['| posts of | ids begin with | what is read from where |', '|---|---|---|', ...rows].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(readme, withPlatformTable(await readFile(readme, 'utf8')));
}
