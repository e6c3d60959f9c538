import type { Quotation } from '#domain/embed.ts';
import type { Fetch } from '#domain/fetch.ts';
import type { RawResponse, Signal } from '#domain/look.ts';
import type { PostRecord } from '#domain/record.ts';
import type { Platform, Target } from '#platforms/platform.ts';
import { findAmongMementos } from './among-mementos.ts';
import { findBehindLook } from './behind-look.ts';
import type { Memento, WebArchive } from './memento.ts';
import { findQuotedPost } from './quoted-post.ts';

/** A post that is gone, and what is known of it from elsewhere. */
export interface GonePost {
  /** Null where nobody knows which post it is: a dead short link, or words alone. */
  target: Target | null;
  platform: Platform | null;
  quotation: Quotation | null;
}

export interface RecoveredPost {
  kind: 'recovered';
  record: PostRecord;
  memento: Memento;
  /** The memento's answer, as it came from the archive. */
  raw: RawResponse[];
  signals: Signal[];
}
/** What archives were asked and said is evidence too. */
export type Recovery =
  | RecoveredPost
  | { kind: 'nothing'; signals: Signal[] }
  /** An archive did not answer, and what others hold was not enough. */
  | { kind: 'unanswered'; detail: string; retryAfterMs: number | null; signals: Signal[] };

export interface RecoveryTools {
  /** In the order in which they are asked. */
  archives: readonly WebArchive[];
  fetch: Fetch;
  /** The platforms whose posts can be found by their authors. */
  searchable: readonly Platform[];
}

/**
 * Looks for a post that is gone in archives of the web: first among copies of what shows the post itself, then behind the
 * answers that a look would ask for today, and where nobody knows which post it is, by its author, its day and its words.
 * What is found is judged by id and author, as a living post is.
 */
export async function recoverPost(
  gone: GonePost,
  tools: RecoveryTools,
  signal: AbortSignal,
): Promise<Recovery> {
  const tried: Recovery[] = [];
  for (const attempt of waysTo(gone)) {
    const recovery = await attempt(gone, tools, signal);
    tried.push(recovery);
    if (recovery.kind === 'recovered') {
      return { ...recovery, signals: tried.flatMap(({ signals }) => signals) };
    }
  }
  const signals = tried.flatMap((recovery) => recovery.signals);
  const unanswered = tried.find((recovery) => recovery.kind === 'unanswered');
  return unanswered === undefined ? { kind: 'nothing', signals } : { ...unanswered, signals };
}

function waysTo({ target }: GonePost) {
  return target === null ? [findQuotedPost] : [findAmongMementos, findBehindLook];
}
