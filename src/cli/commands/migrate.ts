import type { Command } from 'commander';
import { note } from '../terminal.ts';

export function addMigrate(program: Command): void {
  program
    .command('migrate')
    .description('bring the database to this version’s schema; a start does so too')
    .action(async () => {
      const { migrate } = await import('#local-service.ts');
      await migrate();
      note('The database has this version’s schema.');
    });
}
