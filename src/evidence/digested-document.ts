import { digestOf, indentedJson } from '#domain/digested-json.ts';
import { canonicalJson } from './canonical-json.ts';

/** Canonical JSON with `digest`, the SHA-256 of the canonical JSON of the rest: for what its name does not protect. */
export function digestedDocument(document: object): Uint8Array {
  return canonicalJson({ ...document, digest: digestOf(canonicalJson(document)) });
}

/**
 * What is wrong with the bytes of such a document, or of an indented one (`digestedJson`); null where nothing is. One from before
 * digests is held against its own form, which notices what is no JSON, and nothing inside a text.
 */
export function digestProblem(bytes: Uint8Array): string | null {
  const text = Buffer.from(bytes).toString();
  const document = parsed(text);
  if (document === null) {
    return 'is no JSON object';
  }
  const form = text.startsWith('{\n') ? indented : canonicalJson;
  if (Buffer.compare(form(document), bytes) !== 0) {
    return 'is not in the form in which documents are written';
  }
  const { digest, ...rest } = document;
  return digest === undefined || digest === digestOf(form(rest))
    ? null
    : 'does not have the digest that it states';
}

function indented(document: unknown): Uint8Array {
  return Buffer.from(indentedJson(document));
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    // Said once, by the caller.
    return null;
  }
}
