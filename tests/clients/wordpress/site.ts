import { cp, mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { wordPressFolder } from './need.ts';

const pluginFolder = 'wp-content/mu-plugins';

/** Debian's files in a folder where they may be written beside, set up for one database and address. */
export async function makeSite(
  folder: string,
  { url, database, socket }: { url: string; database: string; socket: string },
): Promise<void> {
  // What Debian links to elsewhere is for its Apache.
  const ofDebian = new Set(['.htaccess', 'wp-config.php']);
  await cp(wordPressFolder, folder, {
    recursive: true,
    dereference: true,
    filter: (source) => !ofDebian.has(basename(source)),
  });
  await mkdir(join(folder, pluginFolder), { recursive: true });
  await writeFile(join(folder, 'wp-config.php'), configuration(url, database, socket));
  await putPlugin(folder, 'loopback', fromThisMachine);
}

/** One that cannot be switched off; `php` begins after `<?php`. */
export async function putPlugin(folder: string, name: string, php: string): Promise<void> {
  await writeFile(join(folder, pluginFolder, `${name}.php`), `<?php\n${php}\n`);
}

/** WordPress asks nobody but this machine. */
function configuration(url: string, database: string, socket: string): string {
  const constants = {
    DB_NAME: database,
    DB_USER: 'root',
    DB_PASSWORD: '',
    DB_HOST: `localhost:${socket}`,
    DB_CHARSET: 'utf8mb4',
    WP_HOME: url,
    WP_SITEURL: url,
    WP_ENVIRONMENT_TYPE: 'local',
    WP_HTTP_BLOCK_EXTERNAL: true,
    WP_ACCESSIBLE_HOSTS: '127.0.0.1',
    DISABLE_WP_CRON: true,
    AUTOMATIC_UPDATER_DISABLED: true,
  };
  const lines = Object.entries(constants).map(
    ([name, value]) => `define('${name}', ${typeof value === 'string' ? `'${value}'` : value});`,
  );
  return [
    '<?php',
    ...lines,
    "$table_prefix = 'wp_';",
    "if (!defined('ABSPATH')) { define('ABSPATH', __DIR__ . '/'); }",
    "require_once ABSPATH . 'wp-settings.php';",
    '',
  ].join('\n');
}

/** As of a host on the internet: what lives on this machine and on ports like these is refused otherwise. */
const fromThisMachine = `
add_filter('http_request_host_is_external', '__return_true');
add_filter('http_allowed_safe_ports', function ($ports, $host, $url) {
  return array_merge($ports, [parse_url($url, PHP_URL_PORT)]);
}, 10, 3);`;
