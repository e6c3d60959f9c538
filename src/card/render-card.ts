import type { PostRecord } from '#domain/record.ts';
import { frameScript } from './frame-script.ts';
import { html, type Markup, raw } from './html.ts';
import { renderScreenshot } from './media.ts';
import { renderNotice } from './notice.ts';
import { renderQuotation, saysSomething } from './quotation.ts';
import { renderRecord } from './record.ts';
import { linkTarget } from './safe-url.ts';
import { cardStyles } from './styles.ts';
import type { CardCapture, CardView } from './view.ts';

/** How the card's page is served. */
export interface CardPage {
  /** In a frame: with the script that tells its height. */
  framed?: boolean;
  /** Where its oEmbed document is, absolute. */
  oembedUrl?: string | null;
}

/**
 * The card that takes a post's place: a whole HTML page with no script (but one that tells its height, where
 * it is framed) and nothing from elsewhere. Everything that came
 * from outside is escaped; links lead out only where they are http or https.
 */
export function renderCard(view: CardView, { framed = false, oembedUrl = null }: CardPage = {}): string {
  const { post, capture } = view;
  const original = linkTarget(post.canonicalUrl);
  return html`<!doctype html>
<html lang="en"${framed && html` class="framed"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<title>${titleOf(view)}</title>${
    oembedUrl &&
    html`
<link rel="alternate" type="application/json+oembed" href="${oembedUrl}" title="${titleOf(view)}">`
  }
<style>${raw(cardStyles)}</style>
</head>
<body>
<main class="card" data-state="${post.state}"${original && html` data-originalurl="${original}"`}${
    capture && html` data-versiondate="${capture.takenAt}"`
  }>
${renderContent(view)}
${renderNotice(post, capture)}
</main>${framed && html`<script>${raw(frameScript)}</script>`}
</body>
</html>
`.toString();
}

function renderContent({ post, capture, mediaUrl }: CardView): Markup {
  const quotation = saysSomething(post.quotation) ? renderQuotation(post.quotation) : null;
  if (capture?.source === 'quotation') {
    return quotation ?? renderQuotation(quotationOf(capture.record));
  }
  if (capture?.record && post.platform === 'web') {
    return renderPage(capture.record, capture, mediaUrl);
  }
  if (capture?.record) {
    return renderRecord(capture.record, capture, mediaUrl);
  }
  const screenshot = capture && renderScreenshot(capture, 'Screenshot of the post', mediaUrl);
  return screenshot ?? quotation ?? html`<p class="aside">${emptyWords(capture)}</p>`;
}

/** A page is shown by its picture; of its text only the beginning is laid open. */
function renderPage(record: PostRecord, capture: CardCapture, mediaUrl: CardView['mediaUrl']): Markup {
  const text = [...record.text];
  const beginning = text.slice(0, openCharacters).join('');
  const rest = text.slice(openCharacters).join('');
  const links = record.links.filter(({ end }) => end <= beginning.length);
  const shown = renderRecord({ ...record, text: beginning, links }, capture, mediaUrl);
  const alt = `Screenshot of the page ${record.title ?? record.canonicalUrl}`;
  return html`${shown}${renderScreenshot(capture, alt, mediaUrl)}${
    rest !== '' &&
    html`<details class="more"><summary>The rest of the text</summary><p dir="auto">${rest}</p></details>`
  }`;
}

/** About four lines of a card. */
const openCharacters = 280;

function quotationOf(record: PostRecord | null) {
  return {
    text: record?.text ?? null,
    authorName: record?.author.name ?? null,
    authorHandle: record?.author.handle ?? null,
    date: record?.publishedAt?.slice(0, 10) ?? null,
  };
}

function emptyWords(capture: CardView['capture']): string {
  switch (capture?.outcome) {
    case undefined:
      return 'This post is known here and has not been captured yet.';
    case 'absent':
      return 'This post was not there any more when it was first looked at, so nothing of it is held.';
    case 'blocked':
      return 'The platform did not let this post be captured, so nothing of it is held.';
    default:
      return 'Nothing that can be shown of this post is held.';
  }
}

export function titleOf({ post, capture }: CardView): string {
  const isQuotation = !capture?.record || capture.source === 'quotation';
  const author = capture?.record?.author.name ?? post.quotation?.authorName ?? capture?.record?.title;
  const what = isQuotation ? 'Post not captured' : 'Archived post';
  return author ? `${what}: ${author}` : what;
}
