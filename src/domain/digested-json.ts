import { createHash } from 'node:crypto';

/**
 * The text of a document whose name says nothing of its content: indented JSON whose last field, `digest`, is the SHA-256 of
 * the same text without that field, so that `jq 'del(.digest)' FILE | sha256sum` checks it.
 */
export function digestedJson(document: object): string {
  return indentedJson({ ...document, digest: digestOf(indentedJson(document)) });
}

export function indentedJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** As it stands in a document. */
export function digestOf(text: string | Uint8Array): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
