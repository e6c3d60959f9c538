import { z } from 'zod';
import { InvalidInputError } from '#domain/errors.ts';
import { parseHttpUrl } from '#domain/url.ts';
import type { Connector, InboundNews } from './connector.ts';
import { header, hmac, isSame, isTimely, type SignedMessage } from './signature.ts';
import { timeOf, versionOf } from './version.ts';

const postSchema = z.object({
  id: z.string().optional(),
  url: z.string().nullish(),
  title: z.string().nullish(),
  html: z.string().nullish(),
  status: z.string().optional(),
  updated_at: z.string().nullish(),
});
const payloadSchema = z.object({
  event: z.string().optional(),
  post: z.object({ current: postSchema, previous: postSchema.partial() }).partial().optional(),
  page: z.object({ current: postSchema, previous: postSchema.partial() }).partial().optional(),
});

/**
 * Ghost's own webhooks (ghost.org/docs/webhooks). `X-Ghost-Signature: sha256=<hex>, t=<ms>` is over the body followed by the
 * time. Ghost waits two seconds and tries once.
 */
export const ghost: Connector = { isSigned, read };

function isSigned(message: SignedMessage, secret: string): boolean {
  const parts = header(message, 'x-ghost-signature') ?? '';
  const [, signature] = /(?:^|[,\s])sha256=([0-9a-f]{64})(?:[,\s]|$)/i.exec(parts) ?? [];
  const [, time] = /(?:^|[,\s])t=(\d{10,16})(?:[,\s]|$)/.exec(parts) ?? [];
  return (
    signature !== undefined &&
    time !== undefined &&
    isTimely(message, Number(time)) &&
    isSame(hmac(secret, message.body, time), Buffer.from(signature, 'hex'))
  );
}

function read(payload: unknown): InboundNews {
  const parsed = payloadSchema.safeParse(payload);
  const said = parsed.data?.post ?? parsed.data?.page;
  if (!parsed.success || said === undefined) {
    throw new InvalidInputError('post', 'is missing; choose an event of a post or a page in Ghost');
  }
  const { current, previous } = said;
  const id = current?.id ?? previous?.id;
  if (id === undefined) {
    throw new InvalidInputError('post.current.id', 'is missing');
  }
  const { event } = parsed.data;
  if (event?.endsWith('.deleted') || event?.endsWith('.unpublished') || wasTakenDown(said)) {
    const version = timeOf(current?.updated_at) ?? timeOf(previous?.updated_at) ?? 'withdrawn';
    return { event: 'withdrawn', arrival: { key: id, version, url: null, title: null, html: null } };
  }
  if (current === undefined || (current.status !== undefined && current.status !== 'published')) {
    return { event: 'ignored', reason: `the post is ${current?.status ?? 'empty'}, not published` };
  }
  const { title = null, html = null } = current;
  const url = parseHttpUrl(current.url ?? '')?.href ?? null;
  return {
    event: 'published',
    arrival: { key: id, url, title, html, version: versionOf(current.updated_at, html) },
  };
}

/** Deleted: nothing is left of it now. Unpublished: it was published a moment ago. */
function wasTakenDown({ current, previous }: z.output<typeof payloadSchema>['post'] & object): boolean {
  const isEmpty = current === undefined || current.id === undefined;
  return isEmpty || (previous?.status === 'published' && current.status === 'draft');
}
