import type { Arrival, ArticleMapping } from '#catalogue/catalogue.ts';
import type { SignedMessage } from './signature.ts';

/** What a message of a publishing system says. */
export type InboundNews =
  | { event: 'published' | 'withdrawn'; arrival: Arrival }
  /** Nothing that anybody reads yet: a draft, a page of settings, a test. */
  | { event: 'ignored'; reason: string };

/** One publishing system: its own signature, its own payload. */
export interface Connector {
  /** Whether whoever has the secret sent it, and lately. */
  isSigned(message: SignedMessage, secret: string): boolean;
  /** Throws `InvalidInputError` that names what is missing. */
  read(payload: unknown, mapping: ArticleMapping | null): InboundNews;
}
