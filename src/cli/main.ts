import { Command, CommanderError } from 'commander';
import { CatalogueAwayError, ConfigurationError, InvalidInputError } from '#domain/errors.ts';
import { CommandFailure, UsageError } from './failures.ts';
import { printable } from './terminal.ts';

type AddCommand = (program: Command) => void;

/** In the order of the help. Only what a call needs is loaded: reading all of them takes longer than most of them run. */
const commands: Record<string, () => Promise<AddCommand>> = {
  serve: loadRoles,
  api: loadRoles,
  worker: loadRoles,
  find: async () => (await import('./commands/find.ts')).addFind,
  identify: async () => (await import('./commands/identify.ts')).addIdentify,
  capture: async () => (await import('./commands/capture.ts')).addCapture,
  verify: async () => (await import('./commands/verify.ts')).addVerify,
  show: async () => (await import('./commands/show.ts')).addShow,
  recheck: async () => (await import('./commands/recheck.ts')).addRecheck,
  export: async () => (await import('./commands/export.ts')).addExport,
  audit: async () => (await import('./commands/audit.ts')).addAudit,
  reindex: async () => (await import('./commands/reindex.ts')).addReindex,
  purge: async () => (await import('./commands/purge.ts')).addPurge,
  keys: async () => (await import('./commands/keys.ts')).addKeys,
  'signing-key': async () => (await import('./commands/signing-key.ts')).addSigningKey,
  dump: async () => (await import('./commands/dump.ts')).addDump,
  restore: async () => (await import('./commands/restore.ts')).addRestore,
  'copy-storage': async () => (await import('./commands/copy-storage.ts')).addCopyStorage,
  gc: async () => (await import('./commands/gc.ts')).addGc,
  migrate: async () => (await import('./commands/migrate.ts')).addMigrate,
};

async function loadRoles(): Promise<AddCommand> {
  return (await import('./commands/roles.ts')).addRoles;
}

/** Runs one command; resolves to the exit code: 0 done, 1 something was not archived or not intact, 2 wrong usage. */
export async function main(args: string[]): Promise<number> {
  process.stdout.on('error', leaveClosedPipe);
  try {
    const program = await buildProgram(args[0]);
    await program.parseAsync(args, { from: 'user' });
    // A service that could not go on has said so there.
    return Number(process.exitCode ?? 0);
  } catch (error) {
    return explain(error);
  }
}

/** With the one command that is named first; with all of them where none is, as for help. */
async function buildProgram(name: string | undefined): Promise<Command> {
  const program = new Command('embed-archiver')
    .description('Keeps the posts that articles embed, and shows them when the originals are gone.')
    .exitOverride()
    .showHelpAfterError('(run the command with --help to see how it is used)')
    .configureOutput({ outputError: (text, write) => write(printable(text)) });
  const named = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  const loads = named === undefined ? new Set(Object.values(commands)) : [named];
  for (const load of loads) {
    (await load())(program);
  }
  return program;
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? 0 : 2;
  }
  if (error instanceof CommandFailure) {
    say(error.message);
    return 1;
  }
  if (error instanceof UsageError) {
    say(error.message);
    return 2;
  }
  if (error instanceof ConfigurationError) {
    error.problems.forEach(say);
    return 2;
  }
  if (error instanceof InvalidInputError) {
    say(`${error.path}: ${error.message}`);
    return 2;
  }
  say(error instanceof Error ? error.message : String(error));
  if (error instanceof CatalogueAwayError) {
    say('DATABASE_URL names where it is; see whether it runs there and can be reached.');
  }
  return 1;
}

function say(message: string): void {
  if (message !== '') {
    process.stderr.write(`${printable(message)}\n`);
  }
}

/** Whoever read our output has seen enough (`… | head`). */
function leaveClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') {
    throw error;
  }
  process.exit(0);
}
