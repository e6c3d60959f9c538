import { readFileSync } from 'node:fs';
import type { Need } from '../../../scripts/setup/needs.ts';

export const wordPressFolder = '/usr/share/wordpress';

/** Debian's WordPress with what it runs on. */
export const wordPressNeed: Need = {
  name: 'wordpress',
  async find(machine) {
    const has = ['php', 'mariadbd', 'mariadb-install-db'].every((name) => machine.commandPath(name) !== null);
    return has ? versionOfWordPress() : null;
  },
  debianPackages: [
    ...['wordpress', 'wordpress-theme-twentytwentythree', 'mariadb-server'],
    ...['php-cli', 'php-mysql', 'php-xml', 'php-curl', 'php-gd', 'php-mbstring', 'php-intl'],
  ],
  homebrew: [],
};

function versionOfWordPress(): string | null {
  try {
    const text = readFileSync(`${wordPressFolder}/wp-includes/version.php`, 'utf8');
    return /\$wp_version = '([^']+)'/.exec(text)?.[1] ?? null;
  } catch {
    return null;
  }
}
