import type { PostRecord, QuotedRecord, RecordCounts } from '#domain/record.ts';
import { renderMinute } from './dates.ts';
import type { NamePrefix } from './held-media.ts';
import { html, type Markup } from './html.ts';
import { renderAvatar, renderMedia } from './media.ts';
import { linkTarget } from './safe-url.ts';
import { languageTag, renderLink, renderText } from './text.ts';
import type { CardCapture, CardView } from './view.ts';

/** A captured post: who, what, its pictures, what it quotes, when. */
export function renderRecord(
  record: PostRecord,
  capture: CardCapture,
  mediaUrl: CardView['mediaUrl'],
): Markup {
  return html`<figure class="post">
${renderAuthor(record, capture, mediaUrl)}
${renderWords(record)}
${renderPoll(record)}
${renderMedia(record, capture, mediaUrl)}
${record.quoted && renderQuoted(record.quoted, capture, mediaUrl)}
<figcaption class="facts">${renderFacts(record)}</figcaption>
</figure>`;
}

function renderAuthor(
  record: PostRecord | QuotedRecord,
  capture: CardCapture,
  mediaUrl: CardView['mediaUrl'],
  prefix: NamePrefix = '',
): Markup {
  return html`<div class="author">${renderAvatar(record, capture, mediaUrl, prefix)}<div>${renderName(record)}</div></div>`;
}

function renderName({ author, platform, canonicalUrl }: PostRecord | QuotedRecord): Markup {
  const name = author.name?.trim() || author.handle || linkHost(canonicalUrl) || platform;
  return html`${renderLink(author.url, html`<bdi class="name">${name}</bdi>`)}${
    author.handle && html`<br><bdi class="handle">@${author.handle}</bdi>`
  }`;
}

function renderWords(record: PostRecord | QuotedRecord): Markup {
  const language = languageTag(record.language);
  const cite = linkTarget(record.canonicalUrl);
  return html`<blockquote${cite && html` cite="${cite}"`}${language && html` lang="${language}"`}>${
    record.replyTo && html`<p class="aside">In reply to ${renderReplyTarget(record.replyTo)}</p>`
  }${record.title && html`<p dir="auto" class="title">${record.title}</p>`}${renderText(record.text, record.links)}${
    record.textTruncated && html`<p class="aside">The text was cut by the platform; the rest is not held.</p>`
  }</blockquote>`;
}

function renderReplyTarget({ authorHandle, url }: NonNullable<PostRecord['replyTo']>): Markup {
  return renderLink(url, authorHandle ? html`<bdi>@${authorHandle}</bdi>` : 'another post');
}

function renderPoll({ poll }: PostRecord): Markup | null {
  const options = poll?.options.map(
    ({ label, count }) =>
      html`<li><bdi>${label}</bdi>${count !== null && html` (${number.format(count)})`}</li>`,
  );
  return options ? html`<ul class="poll" aria-label="Poll, at capture">${options}</ul>` : null;
}

function renderQuoted(
  quoted: NonNullable<PostRecord['quoted']>,
  capture: CardCapture,
  mediaUrl: CardView['mediaUrl'],
): Markup {
  if ('absence' in quoted) {
    return html`<div class="quoted"><p class="aside">The quoted post was not available at capture (${quoted.absence}).</p></div>`;
  }
  return html`<div class="quoted">${renderAuthor(quoted, capture, mediaUrl, 'quoted-')}${renderWords(quoted)}${renderMedia(quoted, capture, mediaUrl, 'quoted-')}</div>`;
}

function renderFacts(record: PostRecord): Markup[] {
  const published = renderMinute(record.publishedAt ?? record.idTime);
  const edited = renderMinute(record.editedAt);
  const counts = renderCounts(record.counts);
  const labels = record.labels.filter((label) => label.trim() !== '');
  const facts = [
    published,
    edited && html`edited ${edited}`,
    counts && html`${counts} at capture`,
    labels.length > 0 && html`<span class="labels">labelled ${labels.join(', ')}</span>`,
  ].filter((fact) => fact instanceof Object);
  return facts.map((fact, index) => html`${index > 0 && ' · '}${fact}`);
}

const number = new Intl.NumberFormat('en-GB');

function renderCounts(counts: RecordCounts): string | null {
  const words = [
    ['like', 'likes', counts.likes],
    ['repost', 'reposts', counts.reposts],
    ['reply', 'replies', counts.replies],
    ['quote', 'quotes', counts.quotes],
    ['view', 'views', counts.views],
  ] as const;
  const known = words.flatMap(([one, many, count]) =>
    count === null ? [] : [`${number.format(count)} ${count === 1 ? one : many}`],
  );
  return known.length > 0 ? known.join(', ') : null;
}

function linkHost(url: string): string | null {
  return URL.parse(url)?.host || null;
}
