/** Hosts that no capture may reach, as an attacker would write them in a URL. */
export const forbiddenHosts: readonly string[] = [
  // Loopback and what listens on all interfaces, in every spelling that URLs allow.
  '127.0.0.1',
  '127.255.255.254',
  '2130706433',
  '0x7f000001',
  '017700000001',
  '0x7f.0.0.1',
  '0177.0.0.1',
  '127.1',
  '127.0.0.1.',
  '①②⑦.⓪.⓪.①',
  '0.0.0.0',
  '0',
  '[::]',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::127.0.0.1]',
  '[::ffff:0:127.0.0.1]',
  // Private networks (RFC 1918, 4193), deprecated site-local, shared space of carriers (RFC 6598).
  '10.0.0.1',
  '10.255.255.255',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '192.168.255.255',
  '3232235521',
  '[::ffff:10.0.0.1]',
  '[fc00::1]',
  '[fd12:3456:789a::1]',
  '[fec0::1]',
  '100.64.0.1',
  '100.127.255.255',
  // Metadata services: AWS, GCP, Azure, Oracle, Alibaba.
  '169.254.169.254',
  '2852039166',
  '[::ffff:169.254.169.254]',
  '[fd00:ec2::254]',
  '168.63.129.16',
  '192.0.0.192',
  '100.100.100.200',
  'metadata.google.internal',
  // Link-local, multicast, broadcast.
  '169.254.0.1',
  '[fe80::1]',
  '224.0.0.1',
  '239.255.255.250',
  '[ff02::1]',
  '255.255.255.255',
  '240.0.0.1',
  // Protocol assignments, documentation, benchmarks, discard.
  '192.0.0.1',
  '192.0.2.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '[2001:db8::1]',
  '[2001:2::1]',
  '[100::1]',
  // IPv4 inside IPv6: NAT64, 6to4, Teredo.
  '[64:ff9b::7f00:1]',
  '[64:ff9b::10.0.0.1]',
  '[64:ff9b:1::7f00:1]',
  '[2002:7f00:1::]',
  '[2002:a00:1::1]',
  '[2001::1]',
  // Names of the local network, and public names that lead there.
  'localhost',
  'LOCALHOST.',
  'a.localhost',
  'printer.local',
  'db.internal',
  'router.home.arpa',
  'intranet',
  'loopback.example.org',
  'private6.example.org',
  'mixed.example.org',
];

const answers: Record<string, string[]> = {
  'private6.example.org': ['fd00::1'],
  // One public answer does not make up for a private one.
  'mixed.example.org': ['93.184.216.200', '10.0.0.1'],
};

/** What an evil name server says of the names above. */
export function evilAnswer(host: string): string[] {
  return answers[host] ?? ['127.0.0.1'];
}
