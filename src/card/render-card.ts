import { fillText } from './fill.ts';
import { frameScript } from './frame-script.ts';
import { renderHead } from './head.ts';
import { html, type Markup, raw } from './html.ts';
import type { CardLanguage } from './language.ts';
import { likenesses } from './likeness.ts';
import { type Locale, localeOf } from './locale.ts';
import { renderNotice } from './notice.ts';
import { renderPage } from './page-card.ts';
import { renderQuotation, saysSomething } from './quotation.ts';
import { renderRecord } from './record.ts';
import { renderScreenshot } from './screenshot.ts';
import type { CardCapture, CardView } from './view.ts';

export const cardThemes = ['auto', 'light', 'dark'] as const;
/** `auto` is as the reader's system has it. */
export type CardTheme = (typeof cardThemes)[number];

/** How the card's page is served. Addresses are absolute. */
export interface CardPage {
  /** In a frame: with the script that tells its height. */
  framed?: boolean;
  /** Of the card's own words. */
  language?: CardLanguage;
  theme?: CardTheme;
  cardUrl?: string | null;
  /** Where its oEmbed document is. */
  oembedUrl?: string | null;
  /** Where its picture is. */
  pictureUrl?: string | null;
}

/**
 * The card that takes a post's place: a whole HTML page with no script (but one that tells its height, where
 * it is framed) and nothing from elsewhere. Everything that came
 * from outside is escaped; links lead out only where they are http or https.
 */
export function renderCard(view: CardView, page: CardPage = {}): string {
  const { framed = false, language = 'en', theme = 'auto' } = page;
  const { cardUrl = null, oembedUrl = null, pictureUrl = null } = page;
  const { platform, state } = view.post;
  const locale = localeOf(language);
  const title = titleOf(view, language);
  const addresses = { card: framed ? null : cardUrl, oembed: oembedUrl, picture: pictureUrl };
  // As a page of its own it has a heading. In an article it has none: it is no part of the article's outline.
  const heading = !framed && html`<h1 class="heard">${title}</h1>`;
  return html`<!doctype html>
<html lang="${language}" dir="${locale.direction}"${theme !== 'auto' && html` data-theme="${theme}"`}${framed && html` class="framed"`}>
${renderHead(view, title, addresses)}
<body>
<main class="card" data-state="${state}"${Object.hasOwn(likenesses, platform) && html` data-platform="${platform}"`}>
${heading}
${renderContent(view, title, locale)}
${renderNotice(view, cardUrl, locale)}
</main>${framed && html`<script>${raw(frameScript)}</script>`}
</body>
</html>
`.toString();
}

function renderContent({ post, capture, mediaUrl }: CardView, title: string, locale: Locale): Markup {
  const quotation = saysSomething(post.quotation) ? post.quotation : null;
  if (capture?.source === 'quotation') {
    return renderQuotation(quotation ?? quotationOf(capture), locale);
  }
  const setting = capture && { capture, mediaUrl, locale, title };
  if (setting?.capture.record) {
    const render = post.platform === 'web' ? renderPage : renderRecord;
    return render(setting.capture.record, setting);
  }
  return (
    (setting && renderScreenshot(setting, locale.messages.media.screenshotOfPost)) ??
    (quotation && renderQuotation(quotation, locale)) ??
    html`<p class="aside">${emptyWords(capture, locale)}</p>`
  );
}

function quotationOf({ record }: CardCapture) {
  return {
    text: record?.text ?? null,
    authorName: record?.author.name ?? null,
    authorHandle: record?.author.handle ?? null,
    date: record?.publishedAt?.slice(0, 10) ?? null,
  };
}

function emptyWords(capture: CardView['capture'], { messages: { empty } }: Locale): string {
  switch (capture?.outcome) {
    case undefined:
      return empty.notYet;
    case 'absent':
      return empty.absent;
    case 'blocked':
      return empty.blocked;
    default:
      return empty.other;
  }
}

/** Of the card's page, of its frame and of its oEmbed document. */
export function titleOf({ post, capture }: CardView, language: CardLanguage = 'en'): string {
  const { titles } = localeOf(language).messages;
  const isQuotation = !capture?.record || capture.source === 'quotation';
  const author = capture?.record?.author.name ?? post.quotation?.authorName ?? capture?.record?.title;
  if (!author) {
    return isQuotation ? titles.notCaptured : titles.archived;
  }
  return fillText(isQuotation ? titles.notCapturedOf : titles.archivedOf, { author });
}
