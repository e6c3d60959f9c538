import { absences } from '#domain/post.ts';
import type { PostRecord, QuotedRecord } from '#domain/record.ts';
import { renderAuthor } from './author.ts';
import { renderFacts } from './facts.ts';
import { fill } from './fill.ts';
import { foldText } from './fold-text.ts';
import type { NamePrefix } from './held-media.ts';
import { html, type Markup } from './html.ts';
import { likenessOf } from './likeness.ts';
import type { Locale } from './locale.ts';
import { renderDescriptions, renderMedia } from './media.ts';
import { renderPoll } from './poll.ts';
import { linkTarget } from './safe-url.ts';
import type { Setting } from './setting.ts';
import { languageTag, renderLink, renderText } from './text.ts';

/** A captured post: who, what, its pictures, what it quotes, when; in the order of its platform. */
export function renderRecord(record: PostRecord, setting: Setting): Markup {
  const { locale } = setting;
  const author = renderAuthor(record, setting);
  const words = renderWords(record, locale);
  const media = renderMedia(record, setting);
  const { layout } = likenessOf(record.platform);
  const ordered = {
    words: [author, words, media],
    pictures: [author, media, words],
    player: [media, author, words],
  }[layout];
  return html`<figure class="post ${layout}" aria-label="${setting.title}">
${ordered}
${renderPoll(record, locale)}
${record.quoted && renderQuoted(record.quoted, setting)}
${renderDescriptions(record, setting)}
<figcaption class="facts">${renderFacts(record, locale)}</figcaption>
</figure>`;
}

function renderWords(record: PostRecord | QuotedRecord, locale: Locale): Markup {
  const { words } = locale.messages;
  const cite = linkTarget(record.canonicalUrl);
  const folds = record.title !== null && likenessOf(record.platform).folds;
  const text = folds
    ? foldText(record.text, record.links, words.rest)
    : renderText(record.text, record.links);
  return html`<blockquote${cite && html` cite="${cite}"`} lang="${languageTag(record.language) ?? ''}">${
    record.replyTo && renderReply(record.replyTo, locale)
  }${record.title && html`<p dir="auto" class="title">${record.title}</p>`}${text}${
    record.textTruncated && aside(html`${words.cut}`, locale)
  }</blockquote>`;
}

function renderReply({ authorHandle, url }: NonNullable<PostRecord['replyTo']>, locale: Locale): Markup {
  const { inReplyTo, anotherPost } = locale.messages.words;
  const whom = renderLink(url, authorHandle ? html`<bdi>@${authorHandle}</bdi>` : anotherPost);
  return aside(fill(inReplyTo, { whom }), locale);
}

/** Words of ours among those of the post, which are in another language. */
function aside(said: Markup, { language }: Locale): Markup {
  return html`<p class="aside" lang="${language}">${said}</p>`;
}

function renderQuoted(quoted: NonNullable<PostRecord['quoted']>, setting: Setting): Markup {
  const { locale } = setting;
  if ('absence' in quoted) {
    const reason = originalWords(quoted.absence, locale) ?? quoted.absence;
    return html`<div class="quoted"><p class="aside">${fill(locale.messages.words.quotedGone, { reason })}</p></div>`;
  }
  const prefix: NamePrefix = 'quoted-';
  return html`<div class="quoted" role="group" aria-label="${locale.messages.words.quoted}">${renderAuthor(quoted, setting, prefix)}${renderWords(quoted, locale)}${renderMedia(quoted, setting, prefix)}${renderDescriptions(quoted, setting, prefix)}</div>`;
}

function originalWords(absence: string, locale: Locale): string | null {
  const state = absences.find((each) => each === absence);
  return state ? locale.messages.notice.originals[state] : null;
}
