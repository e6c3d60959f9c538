import { readFile } from 'node:fs/promises';

/** The archive of the examples in the documents. */
const exampleHost = 'archive.example.org';

/**
 * The example of docs/embedding.md that holds `part`, below that heading, for the archive at `baseUrl`: what is tried is what
 * readers are told.
 */
export async function documentedExample(heading: string, part: string, baseUrl: string): Promise<string> {
  const text = await readFile(new URL('../../docs/embedding.md', import.meta.url), 'utf8');
  const section = text.split(/^## /m).find((each) => each.startsWith(`${heading}\n`)) ?? '';
  const examples = section.match(/(?:^ {4}.*\n|^\n(?= {4}))+/gm) ?? [];
  const example = examples.find((each) => each.includes(part));
  if (example === undefined) {
    throw new Error(`docs/embedding.md has no example with ${part} below ${heading}`);
  }
  const pattern = (literal: string) => literal.replaceAll('.', '\\.');
  return example
    .replace(/^ {4}/gm, '')
    .replaceAll(pattern(`https://${exampleHost}`), pattern(baseUrl))
    .replaceAll(`https://${exampleHost}`, baseUrl)
    .trim();
}

/** The first block of that language (` ```php `) below that heading of a document of docs/. */
export async function documentedBlock(document: string, heading: string, language: string): Promise<string> {
  const text = await readFile(new URL(`../../docs/${document}`, import.meta.url), 'utf8');
  const section = text.split(/^## /m).find((each) => each.startsWith(`${heading}\n`)) ?? '';
  const block = section.split(`\`\`\`${language}\n`)[1]?.split('\n```')[0];
  if (block === undefined) {
    throw new Error(`docs/${document} has no block of ${language} below ${heading}`);
  }
  return block;
}
