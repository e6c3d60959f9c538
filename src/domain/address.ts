import ipaddr from 'ipaddr.js';

/** Where web servers listen. Other ports lead to databases, mail and control panels, never to a post. */
export const allowedPorts: readonly number[] = [80, 443, 8080, 8443];

/** Endings that name machines of the local network (RFC 6761, 6762, 8375; `.internal` by ICANN's 2024 resolution). */
const localEndings = ['localhost', 'localdomain', 'local', 'internal', 'home.arpa'];

/** Unicast by registry, yet never a public host: the metadata and health service of Azure. */
const denied = [ipaddr.parseCIDR('168.63.129.16/32')];

const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Is this address, in any textual form of an IP address, on the public internet? Private, loopback, link-local, shared,
 * documentation, multicast and transition ranges (mapped, NAT64, 6to4, Teredo) are not. `allowCidrs` are exempt.
 */
export function isPublicAddress(address: string, allowCidrs: readonly string[] = []): boolean {
  if (!ipaddr.isValid(address)) {
    return false;
  }
  if (isWithin(address, allowCidrs)) {
    return true;
  }
  // `process` turns IPv4-mapped IPv6 into the IPv4 address that the packets would really go to.
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast' || denied.some((range) => contains(range, parsed))) {
    return false;
  }
  return !(parsed instanceof ipaddr.IPv6) || parsed.match(globalUnicast);
}

/** What belongs to one household or machine of the public internet: an IPv4 address, a /64 of IPv6. Null for any other address. */
export function publicClientOf(address: string): string | null {
  if (!isPublicAddress(address)) {
    return null;
  }
  const parsed = ipaddr.process(address);
  return parsed instanceof ipaddr.IPv6 ? parsed.parts.slice(0, 4).join(':') : parsed.toString();
}

export function isWithin(address: string, cidrs: readonly string[]): boolean {
  const parsed = ipaddr.process(address);
  return cidrs.some((cidr) => contains(ipaddr.parseCIDR(cidr), parsed));
}

/**
 * The host of a parsed URL as it is compared and dialled: no brackets, no trailing dot. WHATWG parsing has already made
 * dotted decimals of `2130706433`, `0x7f.1` and `0177.0.0.1`.
 */
export function bareHost(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.+$/, '');
}

/** What a host alone, without a look-up, says against visiting it, in words; null where nothing does. */
export function hostRefusal(hostname: string, allowCidrs: readonly string[] = []): string | null {
  const host = bareHost(hostname).toLowerCase();
  if (ipaddr.isValid(host)) {
    return isPublicAddress(host, allowCidrs) ? null : `${host} is not a public address`;
  }
  if (!host.includes('.') || localEndings.some((ending) => host.endsWith(`.${ending}`))) {
    return `${host || 'an empty name'} names a machine of a local network`;
  }
  return null;
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

function contains([network, prefix]: [Address, number], address: Address): boolean {
  return network.kind() === address.kind() && address.match(network, prefix);
}
