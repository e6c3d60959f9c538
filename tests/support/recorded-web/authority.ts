import { createSecureContext, type SecureContext } from 'node:tls';
import { type CertificateExtension, generate } from 'selfsigned';

/** A certificate authority of the recorded web's own, made when it starts and gone with it. */
export interface Authority {
  certificatePem: string;
  /** For a server of this host. The authority's certificate goes along, so that Chromium finds its key in the chain. */
  contextFor(host: string): Promise<SecureContext>;
}

const dayMs = 86_400_000;

export async function createAuthority(): Promise<Authority> {
  const authority = await generate(named('Recorded web'), {
    ...keyOptions(),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  });
  const contexts = new Map<string, Promise<SecureContext>>();

  async function mint(host: string): Promise<SecureContext> {
    const leaf = await generate(named(host), {
      ...keyOptions(),
      ca: { key: authority.private, cert: authority.cert },
      extensions: serverExtensions(host),
    });
    return createSecureContext({ key: leaf.private, cert: `${leaf.cert}\n${authority.cert}` });
  }

  return {
    certificatePem: authority.cert,
    contextFor(host) {
      const context = contexts.get(host) ?? mint(host);
      contexts.set(host, context);
      return context;
    },
  };
}

function named(commonName: string) {
  // A common name has 64 characters at most (RFC 5280, appendix A.1); the alternative name has room for every host.
  return [{ name: 'commonName', value: commonName.slice(0, 64) }];
}

function keyOptions() {
  const now = Date.now();
  return {
    keyType: 'ec' as const,
    algorithm: 'sha256',
    notBeforeDate: new Date(now - dayMs),
    notAfterDate: new Date(now + 7 * dayMs),
  };
}

function serverExtensions(host: string): CertificateExtension[] {
  return [
    { name: 'basicConstraints', cA: false },
    { name: 'keyUsage', digitalSignature: true, critical: true },
    { name: 'extKeyUsage', serverAuth: true },
    { name: 'subjectAltName', altNames: [{ type: 2, value: host }] },
  ];
}
