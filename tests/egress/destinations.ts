import { attacker } from './hostile-world.ts';

/** One way to ask for what lies inside; how many times until it leads there. */
export interface Destination {
  name: string;
  url(insidePort: number): string;
  /** A redirect, which some consumers do not follow at all. */
  isRedirect?: boolean;
  /** Some leave it out at once. */
  isNoUrl?: boolean;
  /** Leads outside at first. */
  changesItsMind?: boolean;
}

const hosts = [
  ...['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '[::ffff:a00:1]', '10.0.0.1', '192.168.0.1', '172.16.0.1'],
  ...['169.254.169.254', '[fd00::1]', '[fe80::1]', '0.0.0.0', '[::]', '100.64.0.1', '[64:ff9b::7f00:1]'],
  ...['2130706433', '0x7f000001', '017700000001', '127.1', '0177.0.0.1', '127.0.0.1.', '①②⑦.⓪.⓪.①'],
  ...[
    'localhost',
    'localhost.',
    'a.localhost',
    'db.internal',
    'printer.local',
    'intranet',
    'metadata.google.internal',
  ],
  // Names of the attacker's: to one private address, and to a public and a private one at a time.
  ...['loopback.example.org', 'private6.example.org', 'mixed.example.org'],
  // What a careless reader takes for the host.
  ...[
    'attacker.example.org@127.0.0.1',
    'user:password@10.0.0.1',
    'attacker.example.org%2f@127.0.0.1',
    '127.0.0.1#@attacker.example.org',
  ],
];

/** The same for every consumer: an attacker would write them into an article, a feed, a profile, a playlist, a webhook. */
export const destinations: Destination[] = [
  ...hosts.map((host) => ({ name: host, url: (port: number) => `http://${withPort(host, port)}/` })),
  { name: 'a zone of IPv6', url: (port) => `http://[fe80::1%25eth0]:${port}/`, isNoUrl: true },
  { name: 'a port of SSH', url: () => 'http://attacker.example.org:22/' },
  { name: 'a port of Redis', url: () => 'http://attacker.example.org:6379/' },
  {
    name: 'a redirect',
    url: (port) => `${attacker}/to?${encodeURIComponent(`http://127.0.0.1:${port}/`)}`,
    isRedirect: true,
  },
  {
    name: 'a redirect by a decimal number',
    url: (port) => `${attacker}/to?${encodeURIComponent(`http://2130706433:${port}/`)}`,
    isRedirect: true,
  },
  {
    name: 'a name that changes its mind',
    url: (port) => `http://rebind-1.example.org:${port}/`,
    changesItsMind: true,
  },
];

function withPort(host: string, port: number): string {
  const [, name = host, rest = ''] = /^([^#]*)(#.*)?$/.exec(host) ?? [];
  return `${name}:${port}${rest}`;
}
