import { randomBytes } from 'node:crypto';

/** Standard Webhooks: 24 to 64 bytes, in base64 behind a prefix that makes it known. */
const secretBytes = 32;

export function createWebhookSecret(): string {
  return `whsec_${randomBytes(secretBytes).toString('base64')}`;
}
