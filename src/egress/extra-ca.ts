import { createHash, X509Certificate } from 'node:crypto';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';

/** The certificates of EGRESS_CA_FILE: trusted besides the usual ones. */
export interface ExtraCa {
  /** SHA-256 of each certificate, hex, comma-separated. */
  sha256: string;
  /** Base64 SHA-256 of each public key info, comma-separated. */
  spki: string;
  certificates: string[];
}

/** Throws where the text holds no certificate that can be read. */
export function readExtraCa(pem: string): ExtraCa {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) {
    throw new Error('EGRESS_CA_FILE holds no PEM certificate (-----BEGIN CERTIFICATE-----)');
  }
  const certificates = blocks.map((block) => new X509Certificate(block));
  return {
    sha256: certificates.map(({ raw }) => createHash('sha256').update(raw).digest('hex')).join(','),
    spki: certificates.map(spkiHash).join(','),
    certificates: blocks,
  };
}

/** Trusts what Node brings, what the system trusts, and the extra certificates. Costly to make: once is enough. */
export function trustWith(extraCa: ExtraCa | null): SecureContext {
  return createSecureContext({ ca: [...new Set([...usualRoots(), ...(extraCa?.certificates ?? [])])] });
}

/** What Node brings and what the system trusts, each in PEM. */
export function usualRoots(): string[] {
  return [...getCACertificates('default'), ...getCACertificates('system')];
}

function spkiHash(certificate: X509Certificate): string {
  const spki = certificate.publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki).digest('base64');
}
