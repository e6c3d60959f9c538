import { parseHtml } from '#domain/html.ts';
import type { PostRecord, QuotedRecord } from '#domain/record.ts';
import { pathOf } from '../asking/schema-path.ts';
import type { Target } from '../platform.ts';
import { emptyRecord } from '../reading/empty-record.ts';
import { linkedTextWithin } from '../reading/linked-text.ts';
import { readMedium } from './media.ts';
import { quoteSchema, type SharedAnswer, sharedSchema, statusSchema } from './schemas.ts';
import { timeOfId } from './snowflake.ts';

export type Reading = { kind: 'record'; record: PostRecord } | { kind: 'unreadable'; path: string };

/** A server that speaks the API, and how its posts are named. */
export interface Server {
  platform: string;
  /** The post that a status of this server is. */
  targetOf(statusId: string): Target;
  /** The id of a post by its ActivityPub `uri`, where that is on another server. */
  originOf(status: { uri: string; url?: string | null | undefined }): string | null;
}

/** A record from a status; `unreadable` names the field that is not as expected. */
export function readRecord(json: unknown, server: Server): Reading {
  const answer = statusSchema.safeParse(json);
  if (!answer.success) return { kind: 'unreadable', path: pathOf(answer.error) };
  const { reblog, quote, ...status } = answer.data;
  const quoted = reblog ? readStatus(reblog, 'reblog', server) : readQuote(quote, server);
  if (quoted.kind === 'unreadable') return quoted;
  const record = baseRecord(status, server);
  const labels = reblog ? [...record.labels, 'repost'] : record.labels;
  return { kind: 'record', record: { ...record, labels, quoted: quoted.quoted } };
}

function baseRecord(status: SharedAnswer, server: Server): QuotedRecord {
  const { account } = status;
  const document = parseHtml(status.content);
  const { text, links } = linkedTextWithin(document, 0, document.nodes.length, status.url ?? null);
  const { quoted: _none, ...empty } = emptyRecord(server.targetOf(status.id), server.platform);
  const origin = server.originOf(status);
  const isSensitive = status.sensitive === true || Boolean(status.spoiler_text);
  return {
    ...empty,
    author: {
      name: account.display_name || null,
      handle: account.acct,
      url: account.url ?? null,
      id: account.id,
      avatarUrl: account.avatar ?? null,
    },
    // What readers see before they choose to read on.
    title: status.spoiler_text || null,
    text,
    links,
    language: status.language ?? null,
    publishedAt: new Date(status.created_at).toISOString(),
    idTime: timeOfId(status.id),
    editedAt: status.edited_at ? new Date(status.edited_at).toISOString() : null,
    media: status.media_attachments.map(readMedium).filter((medium) => medium !== null),
    replyTo: replyTo(status, server),
    poll: readPoll(status.poll),
    counts: {
      likes: status.favourites_count ?? null,
      reposts: status.reblogs_count ?? null,
      replies: status.replies_count ?? null,
      quotes: status.quotes_count ?? null,
      views: null,
    },
    labels: [...(isSensitive ? ['sensitive'] : []), ...(origin === null ? [] : [`copy-of:${origin}`])],
  };
}

function replyTo(status: SharedAnswer, server: Server): PostRecord['replyTo'] {
  if (!status.in_reply_to_id) return null;
  const { postId, canonicalUrl } = server.targetOf(status.in_reply_to_id);
  const author = [status.account, ...(status.mentions ?? [])].find(
    ({ id }) => id === status.in_reply_to_account_id,
  );
  return { postId, authorHandle: author?.acct ?? null, url: canonicalUrl };
}

function readPoll(poll: SharedAnswer['poll']): PostRecord['poll'] {
  if (!poll) return null;
  const endsAt = Date.parse(poll.expires_at ?? '');
  return {
    options: poll.options.map(({ title, votes_count }) => ({ label: title, count: votes_count ?? null })),
    endsAt: Number.isNaN(endsAt) ? null : new Date(endsAt).toISOString(),
  };
}

type Quoted = { kind: 'quoted'; quoted: PostRecord['quoted'] } | { kind: 'unreadable'; path: string };

/** Why a quoted post is not shown, by the state of the quote. */
const states: Readonly<Record<string, string>> = {
  deleted: 'deleted',
  unauthorized: 'protected',
  revoked: 'removed',
  rejected: 'removed',
};

function readQuote(quote: unknown, server: Server): Quoted {
  if (quote === null || quote === undefined) return { kind: 'quoted', quoted: null };
  const answer = quoteSchema.safeParse(quote);
  if (!answer.success) return readStatus(quote, 'quote', server);
  const { state, quoted_status } = answer.data;
  const absence = states[state];
  if (absence !== undefined) return { kind: 'quoted', quoted: { absence, url: null } };
  // A quote that waits for its author's consent, or lies deeper than the server tells.
  if (quoted_status === null || quoted_status === undefined) return { kind: 'quoted', quoted: null };
  return readStatus(quoted_status, 'quote.quoted_status', server);
}

function readStatus(json: unknown, path: string, server: Server): Quoted {
  const status = sharedSchema.safeParse(json);
  if (!status.success) return { kind: 'unreadable', path: `${path}.${pathOf(status.error)}` };
  return { kind: 'quoted', quoted: baseRecord(status.data, server) };
}
