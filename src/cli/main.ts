import { Command, CommanderError } from 'commander';
import { ConfigurationError } from '#config.ts';
import { InvalidInputError } from '#domain/errors.ts';
import { addCapture } from './commands/capture.ts';
import { addFind } from './commands/find.ts';
import { addIdentify } from './commands/identify.ts';
import { addKeys } from './commands/keys.ts';
import { addMigrate } from './commands/migrate.ts';
import { addRecheck } from './commands/recheck.ts';
import { addRoles } from './commands/roles.ts';
import { addShow } from './commands/show.ts';
import { CommandFailure, UsageError } from './failures.ts';
import { printable } from './terminal.ts';

/** Runs one command; resolves to the exit code: 0 done, 1 something was not archived or not intact, 2 wrong usage. */
export async function main(args: string[]): Promise<number> {
  process.stdout.on('error', leaveClosedPipe);
  try {
    await buildProgram().parseAsync(args, { from: 'user' });
    // A service that could not go on has said so there.
    return Number(process.exitCode ?? 0);
  } catch (error) {
    return explain(error);
  }
}

function buildProgram(): Command {
  const program = new Command('embed-archiver')
    .description('Keeps the posts that articles embed, and shows them when the originals are gone.')
    .exitOverride()
    .showHelpAfterError('(run the command with --help to see how it is used)')
    .configureOutput({ outputError: (text, write) => write(printable(text)) });
  for (const add of [addRoles, addFind, addIdentify, addCapture, addShow, addRecheck, addKeys, addMigrate]) {
    add(program);
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
