import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { type Token, Tokenizer, TokenizerMode } from 'parse5';
import { findEmbeds } from '#embeds/find-embeds.ts';
import { htmlOf, type Input, inputs } from './articles.ts';
import { describeProcesses } from './whole-process.ts';

/**
 * `npm run bench:inventory`: how fast embeds are found, against parse5's tokenizer alone and a plain UTF-8 decode of the
 * same bytes in the same run. Machines differ and drift: only the ratios are worth quoting.
 */
const RUNS = 7;
const recorded = new URL('../../../shared/recordings/articles/', import.meta.url);

function main(): void {
  for (const input of [...inputs(), ...recordedPages()]) console.log(describe(input));
  console.log(describeProcesses(htmlOf(1_000_000)));
}

function describe({ name, mediaType, body }: Input): string {
  const found = fastest(() => findEmbeds({ body, mediaType, baseUrl: 'https://news.example/a' }));
  const decoded = fastest(() => new TextDecoder().decode(body));
  const text = new TextDecoder().decode(body);
  const tokenized = fastest(() => tokenize(text));
  const megabytes = body.length / 1e6;
  return (
    `${name.padEnd(34)} ${found.toFixed(0).padStart(5)} ms, ${((megabytes / found) * 1000).toFixed(0).padStart(4)} MB/s, ` +
    `${(found / tokenized).toFixed(2)} × tokenizing, ${(found / decoded).toFixed(0)} × decoding`
  );
}

/** Milliseconds of the fastest of some runs, the first of which warm up. */
function fastest(work: () => unknown): number {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < RUNS; run += 1) {
    const begun = performance.now();
    work();
    least = Math.min(least, performance.now() - begun);
  }
  return least;
}

function tokenize(html: string): void {
  const tokenizer: Tokenizer = new Tokenizer(
    { sourceCodeLocationInfo: false },
    {
      onStartTag({ tagName }: Token.TagToken) {
        if (tagName === 'script') tokenizer.state = TokenizerMode.SCRIPT_DATA;
        if (tagName === 'style') tokenizer.state = TokenizerMode.RAWTEXT;
      },
      onEndTag: () => undefined,
      onCharacter: () => undefined,
      onWhitespaceCharacter: () => undefined,
      onNullCharacter: () => undefined,
      onComment: () => undefined,
      onDoctype: () => undefined,
      onEof: () => undefined,
    },
  );
  tokenizer.write(html, true);
}

/** The recorded articles beside the repository, the largest first; none where they are not there. */
function recordedPages(): Input[] {
  if (!existsSync(recorded)) return [];
  return readdirSync(recorded)
    .filter((name) => name.endsWith('.html'))
    .map((name) => ({ name, mediaType: 'text/html', body: readFileSync(new URL(name, recorded)) }))
    .toSorted((a, b) => b.body.length - a.body.length)
    .slice(0, 10);
}

main();
