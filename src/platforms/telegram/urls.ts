import type { PostId } from '#domain/post.ts';
import { hostOf, isHttp, isWithin, segmentsOf, unwrapUrl } from '#domain/url.ts';
import type { Identity, UrlKind } from '../platform.ts';

const ownDomains = ['t.me', 'telegram.me', 'telegram.dog'];
/** First segments that are pages of the site, not channels. */
const sitePages = new Set(
  'joinchat addstickers addemoji addlist addtheme proxy socks share setlanguage confirmphone login iv bg invoice boost contact giftcode nft'.split(
    ' ',
  ),
);
const channelName = /^[A-Za-z][A-Za-z0-9_]{2,31}$/;
const messageNumber = /^[1-9]\d{0,9}$/;
const MAX_MESSAGE_NUMBER = 2 ** 31 - 1;

/** A message of a public channel, or of a private one, which has a number instead of a name. */
export interface Message {
  channel: string;
  isPrivate: boolean;
  number: string;
}

/** Pure; null where the URL is not of t.me and its other names. */
export function identify(given: URL): Identity | null {
  if (given.protocol === 'tg:') return inApp(given);
  const url = unwrapUrl(given) ?? given;
  if (!isHttp(url) || url.port !== '') return null;
  const host = hostOf(url);
  const domain = ownDomains.find((own) => isWithin(host, own));
  if (domain === undefined) return null;
  const name = host.slice(0, -domain.length - 1);
  // `name.t.me/1` is `t.me/name/1`.
  const prefix = name === '' || name === 'www' ? [] : [name];
  return byPath([...prefix, ...segmentsOf(url)]);
}

export function canonicalUrl(postId: PostId): string {
  const message = messageOf(postId);
  if (message === null) throw new Error(`"${postId}" is no post id of Telegram`);
  return `https://t.me/${message.isPrivate ? 'c/' : ''}${message.channel}/${message.number}`;
}

export function messageOf(postId: PostId): Message | null {
  const open = /^telegram:([a-z][a-z0-9_]{2,31}):([1-9]\d{0,9})$/.exec(postId);
  if (open !== null) return { channel: open[1] ?? '', isPrivate: false, number: open[2] ?? '' };
  const closed = /^telegram:c:([1-9]\d{4,19}):([1-9]\d{0,9})$/.exec(postId);
  if (closed !== null) return { channel: closed[1] ?? '', isPrivate: true, number: closed[2] ?? '' };
  return null;
}

/** `tg://resolve?domain=<channel>&post=<number>` and `tg://privatepost?channel=<number>&post=<number>`. */
function inApp(url: URL): Identity | null {
  const get = (name: string) => url.searchParams.get(name) ?? '';
  if (url.hostname === 'resolve') return byPath([get('domain'), get('post')]);
  if (url.hostname === 'privatepost') return byPath(['c', get('channel'), get('post')]);
  return null;
}

function byPath(given: string[]): Identity {
  const segments = given.filter((segment) => segment.length > 0);
  const first = segments[0] ?? '';
  if (first.toLowerCase() === 'c') return privatePost(segments.slice(1));
  if (first.toLowerCase() === 's') return publicPost(segments.slice(1));
  if (segments[1]?.toLowerCase() === 's') return noPost(channelName.test(first) ? 'story' : 'page');
  return publicPost(segments);
}

/** `<channel>/<number>` or `<channel>/<topic>/<number>`. */
function publicPost(segments: string[]): Identity {
  const channel = segments[0] ?? '';
  if (!channelName.test(channel) || sitePages.has(channel.toLowerCase())) {
    return noPost(channel.toLowerCase() === 'share' ? 'share' : 'page');
  }
  const number = lastNumber(segments.slice(1));
  return number === null ? noPost('profile') : post(`telegram:${channel.toLowerCase()}:${number}`);
}

function privatePost(segments: string[]): Identity {
  const channel = segments[0] ?? '';
  const number = lastNumber(segments.slice(1));
  if (!/^[1-9]\d{4,19}$/.test(channel) || number === null) return noPost('profile');
  return post(`telegram:c:${channel}:${number}`);
}

function lastNumber(segments: string[]): string | null {
  const numbers = segments.slice(0, 2);
  const last = numbers.at(-1) ?? '';
  const isMessage = numbers.every((each) => messageNumber.test(each)) && Number(last) <= MAX_MESSAGE_NUMBER;
  return isMessage && last !== '' ? last : null;
}

function post(postId: PostId): Identity {
  return { platform: 'telegram', kind: 'post', postId, canonicalUrl: canonicalUrl(postId), certain: true };
}

function noPost(kind: UrlKind): Identity {
  return { platform: 'telegram', kind, postId: null, canonicalUrl: null, certain: true };
}
