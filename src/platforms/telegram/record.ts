import { type HtmlDocument, hasClass, textWithin } from '#domain/html.ts';
import type { PostRecord } from '#domain/record.ts';
import { parseHttpUrl } from '#domain/url.ts';
import { pathOf } from '../asking/schema-path.ts';
import type { Target } from '../platform.ts';
import { elementsWithin, firstOfClass, type Placed } from '../reading/elements.ts';
import { emptyRecord } from '../reading/empty-record.ts';
import { linkedTextWithin } from '../reading/linked-text.ts';
import { readMedia } from './media.ts';
import { messageSchema } from './schemas.ts';
import { identify } from './urls.ts';

/** A channel's page shows 20; more are no page of Telegram's. */
const MAX_MESSAGES = 100;

export type Reading = { kind: 'record'; record: PostRecord } | { kind: 'unreadable'; path: string };

/** The message of the target on a page of t.me; a page with other messages, or the page around one, is none. */
export function readMessage(document: HtmlDocument, target: Target): Reading {
  const message = messageIn(document, target);
  if (message === null)
    return { kind: 'unreadable', path: 'tgme_widget_message: no such message on the page' };
  const owner = firstOfClass(document, message, 'tgme_widget_message_owner_name');
  const stated = messageSchema.safeParse({
    'data-post': message.element.attributes['data-post'],
    ownerName: textOf(document, owner),
    datetime: timeIn(document, message),
  });
  if (!stated.success) return { kind: 'unreadable', path: `tgme_widget_message.${pathOf(stated.error)}` };
  const [channel = ''] = stated.data['data-post'].split('/');
  const { title, text, links } = wordsOf(document, message);
  return {
    kind: 'record',
    record: {
      ...emptyRecord(target, 'telegram'),
      author: {
        name: stated.data.ownerName,
        handle: channel,
        url: parseHttpUrl(owner?.element.attributes.href ?? '')?.href ?? `https://t.me/${channel}`,
        id: null,
        avatarUrl: avatarIn(document, message),
      },
      title,
      text,
      links,
      publishedAt: new Date(stated.data.datetime).toISOString(),
      media: readMedia(document, message),
      replyTo: replyTo(document, message),
      poll: pollIn(document, message),
      counts: { likes: null, reposts: null, replies: null, quotes: null, views: viewsIn(document, message) },
      labels: labelsOf(document, message),
    },
  };
}

/** An album is one message under the number of its first item, and its other items lead to it. */
function messageIn(document: HtmlDocument, target: Target): Placed | null {
  const isMessage = (name: string) => name.includes('/') && idOf(`https://t.me/${name}`) === target.postId;
  const all = elementsWithin(document, 0, document.nodes.length, (each) =>
    hasClass(each, 'tgme_widget_message'),
  );
  let seen = 0;
  for (const message of all) {
    seen += 1;
    if (seen > MAX_MESSAGES) return null;
    if (isMessage(message.element.attributes['data-post'] ?? '')) return message;
    const items = elementsWithin(document, message.index + 1, message.element.end, (each) =>
      hasClass(each, 'grouped_media_wrap'),
    );
    for (const { element } of items)
      if (idOf(element.attributes.href ?? '') === target.postId) return message;
  }
  return null;
}

function idOf(href: string): string | null {
  const url = parseHttpUrl(href);
  return url === null ? null : (identify(url)?.postId ?? null);
}

function textOf(document: HtmlDocument, placed: Placed | null): string {
  return placed === null
    ? ''
    : textWithin(document, placed.index + 1, placed.element.end)
        .replace(/\s+/g, ' ')
        .trim();
}

/** A video's length is a `time` too, without a date. */
function timeIn(document: HtmlDocument, message: Placed): string | undefined {
  const date = firstOfClass(document, message, 'tgme_widget_message_date') ?? message;
  for (const { element } of elementsWithin(
    document,
    date.index,
    date.element.end,
    (each) => each.name === 'time',
  )) {
    if (element.attributes.datetime !== undefined) return element.attributes.datetime;
  }
  return undefined;
}

/** The title of a poll is its question, of a document its name. */
function wordsOf(document: HtmlDocument, message: Placed): Pick<PostRecord, 'title' | 'text' | 'links'> {
  const text = firstOfClass(document, message, 'js-message_text');
  const titled =
    firstOfClass(document, message, 'tgme_widget_message_poll_question') ??
    firstOfClass(document, message, 'tgme_widget_message_document_title');
  const words =
    text === null ? { text: '', links: [] } : linkedTextWithin(document, text.index + 1, text.element.end);
  return { title: textOf(document, titled) || null, ...words };
}

function avatarIn(document: HtmlDocument, message: Placed): string | null {
  const photo = firstOfClass(document, message, 'tgme_widget_message_user_photo');
  if (photo === null) return null;
  const images = elementsWithin(document, photo.index, photo.element.end, (each) => each.name === 'img');
  for (const { element } of images) return parseHttpUrl(element.attributes.src ?? '')?.href ?? null;
  return null;
}

function replyTo(document: HtmlDocument, message: Placed): PostRecord['replyTo'] {
  const reply = firstOfClass(document, message, 'tgme_widget_message_reply');
  const url = parseHttpUrl(reply?.element.attributes.href ?? '');
  if (url === null) return null;
  return { postId: identify(url)?.postId ?? null, authorHandle: null, url: url.href };
}

/** Shares are given in per cent, so that nobody's vote is counted. */
function pollIn(document: HtmlDocument, message: Placed): PostRecord['poll'] {
  const poll = firstOfClass(document, message, 'tgme_widget_message_poll');
  if (poll === null) return null;
  const options = elementsWithin(document, poll.index, poll.element.end, (each) =>
    hasClass(each, 'tgme_widget_message_poll_option_text'),
  );
  return {
    options: Array.from(options, (option) => ({ label: textOf(document, option), count: null })),
    endsAt: null,
  };
}

/** `436.6K` is as exact as the page is. */
function viewsIn(document: HtmlDocument, message: Placed): number | null {
  const text = textOf(document, firstOfClass(document, message, 'tgme_widget_message_views'));
  const match = /^(\d+(?:\.\d+)?)([KMB]?)$/i.exec(text);
  if (match === null) return null;
  const powers: Record<string, number> = { K: 1e3, M: 1e6, B: 1e9 };
  return Math.round(Number(match[1]) * (powers[(match[2] ?? '').toUpperCase()] ?? 1));
}

function labelsOf(document: HtmlDocument, message: Placed): string[] {
  const found = (name: string) => firstOfClass(document, message, name);
  const signed = textOf(document, found('tgme_widget_message_from_author'));
  const forwarded =
    found('tgme_widget_message_forwarded_from_name') ?? found('tgme_widget_message_forwarded_from');
  const place = /[?&](?:q|ll)=(-?[\d.]+,-?[\d.]+)/.exec(
    found('tgme_widget_message_location_wrap')?.element.attributes.href ?? '',
  )?.[1];
  return [
    ...(hasClass(message.element, 'service_message') ? ['service'] : []),
    ...(/\bedited\b/i.test(textOf(document, found('tgme_widget_message_meta'))) ? ['edited'] : []),
    ...(signed === '' ? [] : [`signed:${signed}`]),
    ...(forwarded === null ? [] : [`forwarded:${textOf(document, forwarded)}`]),
    ...(place === undefined ? [] : [`location:${place}`]),
  ];
}
