import { readdir, readFile } from 'node:fs/promises';
import { join, posix, relative, sep } from 'node:path';

export interface Import {
  /** As written: `#domain/post.ts`, `./post.ts`, `node:fs`, `zod`. */
  specifier: string;
  /** Erased before it runs: `import type`, `export type … from`. */
  typeOnly: boolean;
}

export interface SourceFile {
  /** From the root of `src`, with slashes: `domain/post.ts`. */
  path: string;
  text: string;
  imports: Import[];
}

/** Reads every module below `directory`. */
export async function readSources(directory: string): Promise<SourceFile[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && /\.(ts|js|mjs)$/.test(entry.name));
  return Promise.all(
    files.map(async (file) => {
      const absolute = join(file.parentPath, file.name);
      const path = relative(directory, absolute).split(sep).join('/');
      return parseSource(path, await readFile(absolute, 'utf8'));
    }),
  );
}

const staticImport = /^\s*(?:import|export)\b(\s+type\b(?!\s+from\b))?[^'"`;=]*?\bfrom\s*(['"])([^'"]+)\2/gm;
const bareImport = /^\s*import\s*(['"])([^'"]+)\1/gm;
const dynamicImport = /\b(?:import|require(?:\.resolve)?)\s*\(\s*(['"`])([^'"`]+)\1/g;

/** Finds imports by their form, which the formatter keeps to one statement a line start. */
export function parseSource(path: string, text: string): SourceFile {
  const code = withoutComments(text);
  const imports: Import[] = [
    ...Array.from(code.matchAll(staticImport), ([, type, , specifier = '']) => ({
      specifier,
      typeOnly: type !== undefined,
    })),
    ...Array.from(code.matchAll(bareImport), ([, , specifier = '']) => ({ specifier, typeOnly: false })),
    ...Array.from(code.matchAll(dynamicImport), ([, , specifier = '']) => ({ specifier, typeOnly: false })),
  ];
  return { path, text: code, imports };
}

/** Strings are stepped over, so that `//` in a URL begins no comment. */
function withoutComments(text: string): string {
  const token = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;
  return text.replace(token, (found) => (found.startsWith('/*') || found.startsWith('//') ? '' : found));
}

/** The module of ours that an import names, from the root of `src`; null for packages and Node's own. */
export function ownModule(from: string, specifier: string): string | null {
  if (specifier.startsWith('#')) {
    return specifier.slice(1);
  }
  return specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : null;
}

/** `@fastify/swagger` of `@fastify/swagger/lib/x.js`; `node:net` as it is. */
export function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
