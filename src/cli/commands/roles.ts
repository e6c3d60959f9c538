import type { Command } from 'commander';

const roles = [
  ['serve', 'all', 'serve everything in one process'],
  ['api', 'api', 'serve the API alone (needs DATABASE_URL)'],
  ['worker', 'worker', 'capture alone (needs DATABASE_URL)'],
] as const;

/** The commands that run until they are told to stop. */
export function addRoles(program: Command): void {
  for (const [name, role, description] of roles) {
    program
      .command(name)
      .description(description)
      .action(async () => {
        const { serve } = await import('#serve.ts');
        await serve(role);
      });
  }
}
