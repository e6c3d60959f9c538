import type { Need } from '../../scripts/setup/needs.ts';

/** The reverse proxy of docker-compose.yml. */
export const nginxNeed: Need = {
  name: 'nginx',
  find: async (machine) => machine.commandPath('nginx'),
  debianPackages: ['nginx'],
  homebrew: ['nginx'],
};
