import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type CertificateExtension, generate } from 'selfsigned';

const run = promisify(execFile);
const dayMs = 86_400_000;

export interface AuthorityOptions {
  /** Of the certificate that signs, in days from now. Default -1 to 7. */
  validDays?: [from: number, to: number];
  /** Default: time stamping alone, critical. */
  purpose?: CertificateExtension;
  /** Hashes that it takes. Default sha256. */
  digests?: string;
}

/** An RFC 3161 time stamp authority: `openssl ts` with a root of its own. */
export class TimestampAuthority implements AsyncDisposable {
  readonly rootPem: string;
  readonly #folder: string;
  #served = 0;

  private constructor(folder: string, rootPem: string) {
    this.#folder = folder;
    this.rootPem = rootPem;
  }

  static async create(
    name: string,
    { validDays: [from, to] = [-1, 7], purpose = timeStamping, digests = 'sha256' }: AuthorityOptions = {},
  ): Promise<TimestampAuthority> {
    const root = await generate(named(`${name} root`), {
      ...keyOptions(-400, 400),
      extensions: [
        { name: 'basicConstraints', cA: true, critical: true },
        { name: 'keyUsage', keyCertSign: true, critical: true },
      ],
    });
    const signer = await generate(named(name), {
      ...keyOptions(from, to),
      ca: { key: root.private, cert: root.cert },
      extensions: [
        { name: 'basicConstraints', cA: false },
        { name: 'keyUsage', digitalSignature: true, critical: true },
        purpose,
      ],
    });
    const folder = await mkdtemp(join(tmpdir(), 'timestamps-'));
    const files = {
      'root.pem': root.cert,
      'signer.pem': signer.cert,
      'key.pem': signer.private,
      serial: '01\n',
      'tsa.cnf': configuration(folder, digests),
    };
    await Promise.all(Object.entries(files).map(([file, text]) => writeFile(join(folder, file), text)));
    return new TimestampAuthority(folder, root.cert);
  }

  /** The response to a request, both DER. */
  async answer(query: Uint8Array): Promise<Uint8Array> {
    this.#served += 1;
    const [asked, answered] = ['tsq', 'tsr'].map((kind) => join(this.#folder, `${this.#served}.${kind}`));
    await writeFile(asked ?? '', query);
    await run('openssl', [
      ...['ts', '-reply', '-config', join(this.#folder, 'tsa.cnf')],
      ...['-queryfile', asked ?? '', '-out', answered ?? ''],
    ]);
    return new Uint8Array(await readFile(answered ?? ''));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

const timeStamping = { name: 'extKeyUsage', timeStamping: true, critical: true } as const;

function named(commonName: string) {
  return [{ name: 'commonName', value: commonName }];
}

function keyOptions(fromDays: number, toDays: number) {
  const now = Date.now();
  return {
    keyType: 'ec' as const,
    algorithm: 'sha256',
    notBeforeDate: new Date(now + fromDays * dayMs),
    notAfterDate: new Date(now + toDays * dayMs),
  };
}

function configuration(folder: string, digests: string): string {
  return `
[tsa]
default_tsa = tsa_of_tests
[tsa_of_tests]
serial = ${folder}/serial
crypto_device = builtin
signer_cert = ${folder}/signer.pem
certs = ${folder}/root.pem
signer_key = ${folder}/key.pem
signer_digest = sha256
default_policy = 1.3.6.1.4.1.99999.1
digests = ${digests}
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
`;
}
