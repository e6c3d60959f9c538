import { type HtmlDocument, hasClass, textWithin } from '#domain/html.ts';
import type { Absence } from '#domain/post.ts';
import { elementsWithin } from '../reading/elements.ts';

const noticeClasses = [
  'video_layer_message',
  'message_page_body',
  'service_msg',
  'service_msg_error',
  'vv_inline_message',
];
const MAX_NOTICE_CHARACTERS = 600;

/** What VK says in place of a post or video; null where it says nothing. */
export function noticeIn(document: HtmlDocument): string | null {
  const notices = elementsWithin(
    document,
    0,
    document.nodes.length,
    (each) => each.attributes.id === 'video_ext_msg' || noticeClasses.some((name) => hasClass(each, name)),
  );
  for (const notice of notices) {
    const text = textWithin(document, notice.index + 1, notice.element.end).replace(/\s+/g, ' ');
    if (text !== '') return text.slice(0, MAX_NOTICE_CHARACTERS);
  }
  return null;
}

interface Reason {
  absence: Absence;
  positive: boolean;
}
const stated = (absence: Absence): Reason => ({ absence, positive: true });

/** In English and Russian: the language is not always that which was asked for. */
const words: readonly [pattern: RegExp, reason: Reason][] = [
  [/copyright holder|правообладател/i, stated('removed')],
  [
    /author has been (?:blocked|banned)|автор был заблокирован|page has been (?:blocked|suspended)|страница заблокирована/i,
    stated('suspended'),
  ],
  [
    /not available in your (?:region|country)|недоступн\S+ в ваше[мй] (?:регионе|стране)/i,
    stated('geo-blocked'),
  ],
  [/page (?:has been )?deleted by (?:its )?(?:owner|user)|страница удалена/i, stated('account-gone')],
  [
    /(?:has been|was) (?:deleted|removed)|(?:запись|видеозапись|она|он\S*) (?:была )?удален[аоы]?(?=$|[\s.,!])|\bdeleted\b/i,
    stated('deleted'),
  ],
  [
    /access denied|доступ (?:запрещ[её]н|ограничен)|private (?:video|profile|community)|частн\S+ (?:сообществ|групп|видео)/i,
    stated('protected'),
  ],
  [
    /please log in|необходимо авторизоваться|войдите на сайт|you must be logged in|you have to log in/i,
    stated('login-gated'),
  ],
  [/unknown error|неизвестная ошибка|not found|не найден/i, { absence: 'not-found', positive: false }],
];

/** Words that nobody knows ("temporarily unavailable") conclude nothing. */
export function reasonOf(notice: string): Reason | null {
  return words.find(([pattern]) => pattern.test(notice))?.[1] ?? null;
}
