import { InstalledApart } from '../support/installed-apart.ts';

/** What npm brings of the software that reads this service. Newest that installs; each in a folder of its own. */
export const parts = {
  prism: new InstalledApart('clients/prism', { '@stoplight/prism-cli': '5.12.0' }),
  consumers: new InstalledApart('clients/consumers', {
    iframely: '2.4.3',
    'unfurl.js': '6.4.0',
    'http-link-header': '1.1.4',
  }),
  s3rver: new InstalledApart('clients/s3rver', { s3rver: '3.7.1' }),
};

/** Why tests with it are skipped, in words; null where they run. */
export function whyWithout(part: InstalledApart): string | null {
  return part.isInstalled()
    ? null
    : `${part.name} is not installed; \`node tests/clients/install.ts\` installs it`;
}
