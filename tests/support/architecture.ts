import { builtinModules } from 'node:module';
import { type Import, ownModule, packageName, type SourceFile } from './imports.ts';

/**
 * What a folder of `src` may import of ours, itself aside. Everything may name the logger's type; what a folder may not
 * import it is given as a function by the composition root.
 */
export const folderTable: Record<string, string[]> = {
  domain: [],
  platforms: ['domain'],
  embeds: ['domain', 'platforms'],
  card: ['domain'],
  egress: ['domain'],
  storage: ['domain'],
  catalogue: ['domain'],
  queue: ['domain'],
  recheck: ['domain'],
  notify: ['domain'],
  'page-archive': ['domain'],
  sheets: [],
  pressure: ['domain'],
  metrics: ['domain'],
  tracing: [],
  // Stands round what others do, and nobody imports it but the composition root.
  observe: [
    ...['domain', 'platforms', 'egress', 'catalogue', 'queue', 'evidence', 'capture', 'metrics', 'tracing'],
  ],
  evidence: ['domain', 'storage', 'page-archive'],
  moving: ['domain', 'storage', 'evidence', 'catalogue'],
  export: ['domain', 'card', 'catalogue', 'storage', 'page-archive', 'evidence'],
  capture: ['domain', 'platforms', 'egress', 'storage', 'page-archive', 'evidence', 'card'],
  recover: ['domain', 'platforms', 'egress', 'storage', 'evidence', 'card'],
  web: ['domain', 'card', 'catalogue', 'storage', 'evidence', 'sheets'],
  api: [
    'domain',
    'embeds',
    'platforms',
    'catalogue',
    'queue',
    'storage',
    'evidence',
    'notify',
    'web',
    'export',
    'moving',
    'sheets',
  ],
  workers: [
    ...[
      'domain',
      'platforms',
      'embeds',
      'card',
      'egress',
      'storage',
      'catalogue',
      'queue',
      'recheck',
      'notify',
    ],
    ...['evidence', 'capture', 'recover', 'moving'],
  ],
  cli: ['domain', 'embeds', 'platforms', 'evidence', 'moving', 'queue', 'catalogue', 'sheets'],
};

/** Files outside every folder that a folder may import, besides what the table says. */
const rootFilesFor: Record<string, string[]> = {
  cli: [
    'context.ts',
    'config.ts',
    'logger.ts',
    'serve.ts',
    'local-service.ts',
    'local-restore.ts',
    'local-storage.ts',
  ],
};

interface LibraryRule {
  /** Folders, or files where they end in `.ts`. */
  runs: string[];
  /** Where its types may be named besides. */
  types?: string[];
}

/** One library, one folder. */
const libraryTable: Record<string, LibraryRule> = {
  bullmq: { runs: ['queue'] },
  ioredis: { runs: ['queue'] },
  playwright: { runs: ['capture'], types: ['platforms'] },
  sharp: { runs: ['capture'] },
  kysely: { runs: ['catalogue'] },
  '@electric-sql/pglite': { runs: ['catalogue'] },
  // The queue keeps its own pool on a server: one connection is held per listener.
  pg: { runs: ['catalogue', 'queue'] },
  // The one that is configured, like database and Redis.
  '@aws-sdk/client-s3': { runs: ['storage'] },
  pino: { runs: ['logger.ts'] },
  undici: { runs: ['egress'] },
  'prom-client': { runs: ['metrics'] },
  '@bull-board/api': { runs: ['queue'] },
  '@bull-board/fastify': { runs: ['queue'] },
  // Exports to the collector that is configured, like database and Redis.
  '@opentelemetry/exporter-trace-otlp-http': { runs: ['tracing'] },
  // The browser's home is owned through a socket file, which the kernel closes with its owner.
  'node:net': { runs: ['egress', 'capture/browser/home.ts'] },
  'node:tls': { runs: ['egress'] },
  'node:dns': { runs: ['egress'] },
  'node:dgram': { runs: ['egress'] },
  'node:http2': { runs: ['egress'] },
  // The API listens, and metrics do; the command line speaks to the service over its control socket.
  'node:http': { runs: ['egress', 'api', 'cli', 'metrics'] },
  'node:https': { runs: ['egress'] },
};

/** Any folder may parse what enters it. */
const sharedLibraries = ['zod'];

/** Every broken rule, in words. */
export function brokenRules(files: SourceFile[]): string[] {
  return [
    ...files.flatMap(brokenFolders),
    ...files.flatMap(brokenLibraries),
    ...files.flatMap(brokenAmbient),
    ...sharedByFolders(files),
    ...cycles(files),
  ];
}

function brokenFolders(file: SourceFile): string[] {
  const folder = folderOf(file.path);
  if (folder === null || isMain(file.path)) {
    return [];
  }
  const allowed = folderTable[folder];
  if (allowed === undefined) {
    return [
      `src/${file.path}: the folder \`${folder}\` is not in the table of DESIGN (tests/support/architecture.ts)`,
    ];
  }
  return file.imports.flatMap((imported) => {
    const target = ownModule(file.path, imported.specifier);
    if (target === null || mayImport(folder, allowed, target, imported)) {
      return [];
    }
    const may = allowed.length === 0 ? 'nothing of ours' : allowed.join(', ');
    return [`src/${file.path} imports ${target}, but \`${folder}\` may import ${may}: give it as a function`];
  });
}

function mayImport(folder: string, allowed: string[], target: string, imported: Import): boolean {
  const targetFolder = folderOf(target);
  if (targetFolder !== null) {
    return targetFolder === folder || allowed.includes(targetFolder);
  }
  return (
    (target === 'logger.ts' && imported.typeOnly && folder !== 'domain') ||
    (rootFilesFor[folder] ?? []).includes(target)
  );
}

function brokenLibraries(file: SourceFile): string[] {
  return file.imports.flatMap((imported) => {
    const library = libraryOf(file, imported);
    if (imported.typeOnly && library?.startsWith('node:')) {
      return [];
    }
    const rule = library === null ? undefined : libraryTable[library];
    if (rule === undefined || isAmong(file.path, rule.runs)) {
      return [];
    }
    if (imported.typeOnly && isAmong(file.path, rule.types ?? [])) {
      return [];
    }
    const types = rule.types ? ` (its types also in ${rule.types.join(', ')})` : '';
    return [`src/${file.path} imports ${library}, which belongs in ${rule.runs.join(', ')} alone${types}`];
  });
}

function brokenAmbient(file: SourceFile): string[] {
  const broken: string[] = [];
  if (file.path !== 'config.ts' && /\bprocess\.env\b|\bprocess\[['"]env['"]\]/.test(file.text)) {
    broken.push(`src/${file.path} reads process.env, but only config.ts reads the environment`);
  }
  if (/\.ts$/.test(file.path) && folderOf(file.path) !== 'egress' && callsGlobalFetch(file.text)) {
    broken.push(
      `src/${file.path} calls the global fetch, but only egress opens connections: take a \`Fetch\``,
    );
  }
  return broken;
}

/** A `fetch` that was handed in is named somewhere without a call: a parameter, a field, a binding. */
function callsGlobalFetch(text: string): boolean {
  return (
    /\bglobalThis\.fetch\b/.test(text) ||
    (/(?<![.\w#])fetch\(/.test(text) && !/(?<![.\w])fetch\??\s*[:,})=]|function fetch\b/.test(text))
  );
}

/** A package that no rule names has one home all the same; the files beside the folders may use it too. */
function sharedByFolders(files: SourceFile[]): string[] {
  const homes = new Map<string, Set<string>>();
  for (const file of files) {
    for (const imported of file.imports.filter(({ typeOnly }) => !typeOnly)) {
      const library = libraryOf(file, imported);
      const folder = folderOf(file.path);
      if (library !== null && folder !== null && !library.startsWith('node:') && !(library in libraryTable)) {
        homes.set(library, (homes.get(library) ?? new Set()).add(folder));
      }
    }
  }
  return [...homes]
    .filter(([library, folders]) => folders.size > 1 && !sharedLibraries.includes(library))
    .map(
      ([library, folders]) =>
        `${library} is imported by ${[...folders].sort().join(' and ')}: one library, one folder`,
    );
}

/** Folders that need each other, directly or round about. Type-only imports count: they bind the reader as much. */
function cycles(files: SourceFile[]): string[] {
  const needs = new Map<string, Set<string>>();
  for (const file of files.filter(({ path }) => !isMain(path))) {
    const from = folderOf(file.path);
    for (const { specifier } of file.imports) {
      const target = ownModule(file.path, specifier);
      const to = target === null ? null : folderOf(target);
      if (from !== null && to !== null && from !== to) {
        needs.set(from, (needs.get(from) ?? new Set()).add(to));
      }
    }
  }
  return [...needs.keys()].sort().flatMap((start) => {
    const way = wayBack(needs, start, [start]);
    return way !== null && way.toSorted()[0] === start
      ? [`folders in a circle: ${[...way, start].join(' → ')}`]
      : [];
  });
}

function wayBack(needs: Map<string, Set<string>>, start: string, way: string[]): string[] | null {
  for (const next of needs.get(way.at(-1) ?? start) ?? []) {
    if (next === start) {
      return way;
    }
    const found = way.includes(next) ? null : wayBack(needs, start, [...way, next]);
    if (found !== null) {
      return found;
    }
  }
  return null;
}

function libraryOf(file: SourceFile, { specifier }: Import): string | null {
  if (ownModule(file.path, specifier) !== null) {
    return null;
  }
  const name = packageName(specifier);
  return builtinModules.includes(name) ? `node:${name}` : name;
}

function isAmong(path: string, places: string[]): boolean {
  return places.some((place) => (place.endsWith('.ts') ? path === place : path.startsWith(`${place}/`)));
}

/** Null for a file beside the folders (context.ts, config.ts, …), which may import everything. */
function folderOf(path: string): string | null {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : null;
}

function isMain(path: string): boolean {
  return /^\w+\/main\.ts$/.test(path);
}
