/** Truth Social answers as Mastodon does. */
export { statusSchema } from '../mastodon/schemas.ts';
