import { allowedPorts, hostRefusal } from './address.ts';
import { InvalidInputError } from './errors.ts';

const maxUrlLength = 8192;

/**
 * A URL that somebody asked us to visit. Looks at the text alone: what its name resolves to is the egress gateway's to
 * check. `path` says where in the input it stood, as in `urls.3`; `allowCidrs` are the addresses of EGRESS_ALLOW.
 * Throws `InvalidInputError` with a sentence that says how to mend it.
 */
export function parseSubmittedUrl(text: string, path: string, allowCidrs: readonly string[] = []): URL {
  const refuse = (message: string) => new InvalidInputError(path, message);
  if (text.length > maxUrlLength) {
    throw refuse(`longer than ${maxUrlLength} characters; give the page's own address`);
  }
  const url = URL.parse(text.trim());
  if (url === null) {
    throw refuse('not a URL; write it whole, as in https://example.org/page');
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw refuse(`${url.protocol} addresses cannot be archived; give one that begins with https: or http:`);
  }
  if (url.username !== '' || url.password !== '') {
    throw refuse('holds a user name or password; remove everything between // and @');
  }
  if (!allowedPorts.includes(portOf(url))) {
    throw refuse(`port ${url.port} is not visited; give an address on port ${allowedPorts.join(', ')}`);
  }
  const refusal = hostRefusal(url.hostname, allowCidrs);
  if (refusal !== null) {
    throw refuse(`${refusal}; give an address on the public internet`);
  }
  return url;
}

/** The port that a connection for this http or https URL goes to. */
export function portOf(url: URL): number {
  if (url.port !== '') {
    return Number(url.port);
  }
  return url.protocol === 'https:' ? 443 : 80;
}
