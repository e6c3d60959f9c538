import { z } from 'zod';
import { InvalidInputError } from '#domain/errors.ts';
import { parseHttpUrl } from '#domain/url.ts';
import type { Connector, InboundNews } from './connector.ts';
import { header, hmac, isSame, isTimely, type SignedMessage } from './signature.ts';
import { timeOf, versionOf } from './version.ts';

const idSchema = z.union([z.string(), z.number()]).transform(String);

/** Of our own snippet (docs/inbound.md). */
const snippetSchema = z.object({
  post: z.object({
    id: idSchema,
    url: z.string().nullish(),
    title: z.string().nullish(),
    html: z.string().nullish(),
    status: z.string(),
    modified: z.string().nullish(),
  }),
});

/** Of the plugin WP Webhooks, its triggers `post_create`, `post_update`, `post_trash`, `post_delete`. */
const pluginSchema = z.object({
  post_id: idSchema,
  post_permalink: z.string().nullish(),
  post: z.object({
    post_title: z.string().nullish(),
    post_content: z.string().nullish(),
    post_status: z.string().optional(),
    post_modified_gmt: z.string().nullish(),
    post_type: z.string().optional(),
    guid: z.string().nullish(),
  }),
});

/**
 * WordPress, which has no webhooks of its own: our snippet signs `<seconds>.<body>` in
 * `X-Embed-Archiver-Signature: t=<seconds>, sha256=<hex>`; WP Webhooks signs the body, in base64, in `X-WP-Webhook-Signature`.
 */
export const wordpress: Connector = { isSigned, read };

function isSigned(message: SignedMessage, secret: string): boolean {
  const ofPlugin = header(message, 'x-wp-webhook-signature');
  if (ofPlugin !== null) {
    return isSame(hmac(secret, message.body), Buffer.from(ofPlugin, 'base64'));
  }
  const parts = header(message, 'x-embed-archiver-signature') ?? '';
  const [, time] = /(?:^|[,\s])t=(\d{9,12})(?:[,\s]|$)/.exec(parts) ?? [];
  const [, signature] = /(?:^|[,\s])sha256=([0-9a-f]{64})(?:[,\s]|$)/i.exec(parts) ?? [];
  return (
    time !== undefined &&
    signature !== undefined &&
    isTimely(message, Number(time) * 1000) &&
    isSame(hmac(secret, `${time}.`, message.body), Buffer.from(signature, 'hex'))
  );
}

function read(payload: unknown): InboundNews {
  const ofSnippet = snippetSchema.safeParse(payload);
  if (ofSnippet.success) {
    const { id, url, title, html, status, modified } = ofSnippet.data.post;
    return newsOf({ id, url, title, html, status, modified });
  }
  const ofPlugin = pluginSchema.safeParse(payload);
  if (ofPlugin.success) {
    const { post, post_id: id, post_permalink: permalink } = ofPlugin.data;
    if (post.post_type === 'revision') {
      return { event: 'ignored', reason: 'it is a revision, which nobody reads' };
    }
    return newsOf({
      ...{ id, url: permalink ?? post.guid, title: post.post_title, html: post.post_content },
      status: post.post_status ?? 'publish',
      // `2018-12-12 10:00:00`, without its zone.
      modified: post.post_modified_gmt?.replace(' ', 'T').replace(/$/, 'Z'),
    });
  }
  const [issue] = ofSnippet.error.issues;
  throw new InvalidInputError(
    issue?.path.join('.') ?? '',
    'is missing; send what the snippet of docs/inbound.md sends, or what WP Webhooks does',
  );
}

interface WordPressPost {
  id: string;
  url: string | null | undefined;
  title: string | null | undefined;
  html: string | null | undefined;
  status: string;
  modified: string | null | undefined;
}

function newsOf({ id, url, title = null, html = null, status, modified }: WordPressPost): InboundNews {
  const version = versionOf(modified, html);
  if (['trash', 'deleted', 'private', 'withdrawn'].includes(status)) {
    const at = timeOf(modified) ?? 'withdrawn';
    return { event: 'withdrawn', arrival: { key: id, version: at, url: null, title: null, html: null } };
  }
  if (status !== 'publish') {
    return { event: 'ignored', reason: `the post is ${status}, not published` };
  }
  return {
    event: 'published',
    arrival: { key: id, version, url: parseHttpUrl(url ?? '')?.href ?? null, title, html },
  };
}
