import { sameBytes } from './merkle.ts';

/** A text with the signatures under it (c2sp.org/signed-note). Runs in browsers too. */
export interface SignedNote {
  /** With its last newline, as it was signed. */
  text: string;
  signatures: NoteSignature[];
}

export interface NoteSignature {
  /** The key's name; of a log's own signature the log's origin. */
  name: string;
  /** Four bytes. */
  keyHash: Uint8Array;
  signature: Uint8Array;
}

/** What was given is no signed note. */
export class MalformedNoteError extends Error {
  override readonly name = 'MalformedNoteError';
}

/** The signature type of plain Ed25519. */
const ed25519Type = 1;
const keyHashBytes = 4;
const maxSignatures = 64;

/** The first four bytes of SHA-256 over the name, a newline, the type and the 32 bytes of the public key. */
export async function noteKeyHash(name: string, publicKey: Uint8Array): Promise<Uint8Array> {
  const head = new TextEncoder().encode(`${name}\n`);
  const bytes = new Uint8Array([...head, ed25519Type, ...publicKey]);
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).slice(0, keyHashBytes);
}

/** The note's bytes under one signature. `sign` makes an Ed25519 signature of 64 bytes. */
export async function signNote(
  text: string,
  { name, publicKey, sign }: { name: string; publicKey: Uint8Array; sign: (bytes: Uint8Array) => Uint8Array },
): Promise<string> {
  const signature = sign(new TextEncoder().encode(text));
  const keyHash = await noteKeyHash(name, publicKey);
  return `${text}\n— ${name} ${toBase64(new Uint8Array([...keyHash, ...signature]))}\n`;
}

/** Throws `MalformedNoteError`. */
export function parseNote(note: string): SignedNote {
  const end = note.lastIndexOf('\n\n');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the format forbids them by name
  if (end < 0 || !note.endsWith('\n') || /[\u0000-\u0009\u000b-\u001f]/.test(note)) {
    throw new MalformedNoteError('A signed note is text, an empty line and signatures');
  }
  const lines = note.slice(end + 2, -1).split('\n');
  if (lines.length > maxSignatures) {
    throw new MalformedNoteError('The note has more signatures than anybody needs');
  }
  return { text: note.slice(0, end + 1), signatures: lines.map(parseSignature) };
}

function parseSignature(line: string): NoteSignature {
  const [, name, encoded] = /^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/.exec(line) ?? [];
  const bytes = encoded === undefined ? null : fromBase64(encoded);
  if (name === undefined || bytes === null || bytes.length <= keyHashBytes) {
    throw new MalformedNoteError('A line under the note is no signature');
  }
  return { name, keyHash: bytes.slice(0, keyHashBytes), signature: bytes.slice(keyHashBytes) };
}

/**
 * Whether the key signed the note under that name: `absent` where no signature says so, `fail` where one does and is not
 * right. Signatures of other keys are left alone.
 */
export async function checkNote(
  { text, signatures }: SignedNote,
  name: string,
  publicKey: Uint8Array,
): Promise<'pass' | 'fail' | 'absent'> {
  const keyHash = await noteKeyHash(name, publicKey);
  const own = signatures.filter((signed) => signed.name === name && sameBytes(signed.keyHash, keyHash));
  if (own.length === 0) {
    return 'absent';
  }
  const bytes = new TextEncoder().encode(text);
  const verdicts = await Promise.all(own.map(({ signature }) => verifyEd25519(publicKey, signature, bytes)));
  return verdicts.every(Boolean) ? 'pass' : 'fail';
}

/** `publicKey` is the 32 raw bytes. */
export async function verifyEd25519(
  publicKey: Uint8Array,
  signature: Uint8Array,
  bytes: Uint8Array,
): Promise<boolean> {
  const key = await crypto.subtle.importKey('raw', bytesOf(publicKey), { name: 'Ed25519' }, false, [
    'verify',
  ]);
  return crypto.subtle.verify({ name: 'Ed25519' }, key, bytesOf(signature), bytesOf(bytes));
}

export function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

/** Null for what is not the one encoding of some bytes. */
export function fromBase64(text: string): Uint8Array | null {
  try {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    return toBase64(bytes) === text ? bytes : null;
  } catch {
    // `atob` throws for what is no base64; that is the answer.
    return null;
  }
}

/** A copy of its own: WebCrypto's types take no view of shared memory. */
function bytesOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
