import type { ArticleMapping } from '#catalogue/catalogue.ts';
import { InvalidInputError } from '#domain/errors.ts';
import { parseHttpUrl } from '#domain/url.ts';
import type { Connector, InboundNews } from './connector.ts';
import { valueAt } from './json-pointer.ts';
import { header, hmac, isSame, isTimely, type SignedMessage } from './signature.ts';
import { versionOf } from './version.ts';

export const defaultMapping: ArticleMapping = {
  id: '/id',
  url: '/url',
  html: '/html',
  title: '/title',
  updatedAt: '/updatedAt',
};

/**
 * Any system that can send JSON and do one of these: sign as Standard Webhooks asks (standardwebhooks.com), sign the body in
 * `X-Hub-Signature-256: sha256=<hex>` as GitHub does, or send the secret itself as `Authorization: Bearer`.
 */
export const generic: Connector = { isSigned, read };

function isSigned(message: SignedMessage, secret: string): boolean {
  if (header(message, 'webhook-signature') !== null) {
    return isStandard(message, secret);
  }
  const [, ofBody] = /^sha256=([0-9a-f]{64})$/i.exec(header(message, 'x-hub-signature-256') ?? '') ?? [];
  if (ofBody !== undefined) {
    return isSame(hmac(secret, message.body), Buffer.from(ofBody, 'hex'));
  }
  const [, presented] = /^bearer +(\S+) *$/i.exec(header(message, 'authorization') ?? '') ?? [];
  // Compared by what both make of one message, so that their lengths tell nothing.
  return presented !== undefined && isSame(hmac(secret, 'secret'), hmac(presented, 'secret'));
}

function isStandard(message: SignedMessage, secret: string): boolean {
  const id = header(message, 'webhook-id') ?? '';
  const time = header(message, 'webhook-timestamp') ?? '';
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : secret;
  const expected = hmac(key, `${id}.${time}.`, message.body);
  const given = (header(message, 'webhook-signature') ?? '').split(' ');
  return (
    isTimely(message, Number(time) * 1000) &&
    given.some((one) => one.startsWith('v1,') && isSame(expected, Buffer.from(one.slice(3), 'base64')))
  );
}

function read(payload: unknown, given: ArticleMapping | null): InboundNews {
  const mapping = given ?? defaultMapping;
  const text = (pointer: string) => {
    const value = valueAt(payload, pointer);
    return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
  };
  const url = parseHttpUrl(text(mapping.url) ?? '')?.href ?? null;
  const html = text(mapping.html);
  const key = text(mapping.id) ?? url;
  if (key === null) {
    throw new InvalidInputError(mapping.id, 'is missing: an article needs an id, or at least an address');
  }
  if (html === null && url === null) {
    throw new InvalidInputError(
      mapping.html,
      `is missing, and so is ${mapping.url}: give the text or the address`,
    );
  }
  const version = versionOf(text(mapping.updatedAt), html);
  return { event: 'published', arrival: { key, version, url, title: text(mapping.title), html } };
}
