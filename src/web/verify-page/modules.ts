import { readFile } from 'node:fs/promises';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const sourceFolder = fileURLToPath(new URL('../../', import.meta.url));
const packageFolder = resolve(sourceFolder, '../node_modules');

/**
 * The modules that a browser needs to run `entry` (a path in `src`), each under its address: `src/…` and `npm/…`, one as this
 * process runs it, but for its types and its specifiers, which name addresses. Rejects where one cannot run in a browser.
 */
export async function browserModules(entry: string): Promise<Map<string, string>> {
  const modules = new Map<string, string>();
  const visit = async (file: string): Promise<void> => {
    const address = addressOf(file);
    if (modules.has(address)) {
      return;
    }
    modules.set(address, '');
    const needed: string[] = [];
    const code = withSpecifiers(await readCode(file), (specifier) => {
      const target = fileOf(specifier, file);
      needed.push(target);
      return relativeAddress(address, addressOf(target));
    });
    modules.set(address, code);
    for (const target of needed) {
      await visit(target);
    }
  };
  await visit(join(sourceFolder, entry));
  return modules;
}

/** Without types; every character stays where it is, so that a browser's messages name our own lines. */
async function readCode(file: string): Promise<string> {
  const text = await readFile(file, 'utf8');
  return file.endsWith('.ts') ? stripTypeScriptTypes(text) : text;
}

const staticImport = /^(\s*(?:import|export)\b[^'"`;=]*?\bfrom\s*|\s*import\s*)(['"])([^'"\n]+)\2/gm;

function withSpecifiers(code: string, rename: (specifier: string) => string): string {
  return code.replace(
    staticImport,
    (_, before: string, quote: string, specifier: string) => `${before}${quote}${rename(specifier)}${quote}`,
  );
}

function fileOf(specifier: string, from: string): string {
  if (specifier.startsWith('node:')) {
    throw new Error(`${from} imports ${specifier}: it cannot run in a browser`);
  }
  if (specifier.startsWith('#')) {
    return join(sourceFolder, specifier.slice(1));
  }
  return specifier.startsWith('.')
    ? resolve(dirname(from), specifier)
    : createRequire(from).resolve(specifier);
}

function addressOf(file: string): string {
  const isPackage = file.startsWith(packageFolder + sep);
  const path = relative(isPackage ? packageFolder : sourceFolder, file)
    .split(sep)
    .join('/');
  return `${isPackage ? 'npm' : 'src'}/${path.replace(/\.ts$/, '.js')}`;
}

function relativeAddress(from: string, to: string): string {
  const path = relative(dirname(from), to).split(sep).join('/');
  return path.startsWith('.') ? path : `./${path}`;
}
