import { networkInterfaces } from 'node:os';
import { allowedPorts, hostRefusal, isPublicAddress, isWithin } from '#domain/address.ts';

/** What the gateway may visit. */
export interface Policy {
  /** Before any look-up: what speaks against this host and port, in words; null where nothing does. */
  targetRefusal(host: string, port: number): string | null;
  allowsAddress(address: string): boolean;
}

export interface PolicyOptions {
  /** CIDRs exempt from the private-address rule. */
  allowCidrs: readonly string[];
  /** Whether names are resolved here, so that every address is checked. */
  resolvesHere: boolean;
  allowPorts?: readonly number[] | undefined;
  /** Replaces the rule about addresses, and with it the one about names. */
  allowAddress?: ((address: string) => boolean) | undefined;
}

export function createPolicy({
  allowCidrs,
  resolvesHere,
  allowPorts = allowedPorts,
  allowAddress,
}: PolicyOptions): Policy {
  // A name that leads to an allowed network may well end in .internal: there its address decides. Behind another proxy
  // no address is ever seen, so the name has to.
  const addressDecides = allowAddress !== undefined || (resolvesHere && allowCidrs.length > 0);

  return {
    targetRefusal(host, port) {
      if (!allowPorts.includes(port)) {
        return `port ${port} is not one of ${allowPorts.join(', ')}`;
      }
      return addressDecides ? null : hostRefusal(host, allowCidrs);
    },
    allowsAddress(address) {
      if (allowAddress !== undefined) {
        return allowAddress(address);
      }
      return isWithin(address, allowCidrs) || (isPublicAddress(address) && !isOwnAddress(address));
    },
  };
}

/** The machine's own public addresses lead to its own services. Read afresh, since interfaces come and go. */
function isOwnAddress(address: string): boolean {
  return Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some((own) => own.address === address),
  );
}
