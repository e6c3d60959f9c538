import { html, type Markup } from '#card/html.ts';
import { localeOf } from '#card/locale.ts';
import { linkTarget } from '#card/safe-url.ts';
import { languageTag, renderText } from '#card/text.ts';
import type { CaptureState, CardPicture, PostSummary } from '#catalogue/catalogue.ts';
import { type FramedCard, framedCard, holdsPost } from './card-frame.ts';
import type { AddressedPicture } from './card-picture.ts';
import { type FrameLook, frameUrl, renderFrame } from './frame.ts';

/**
 * HTML to paste where a post is to be shown: `script` is a quotation that the script makes a card of, `frame` the card
 * without script of the page, `quotation` for e-mail and feeds, `amp` for AMP, `picture` the card where only pictures go.
 */
export interface Snippet {
  kind: 'script' | 'frame' | 'quotation' | 'amp' | 'picture';
  html: string;
}

export interface SnippetWish {
  /** The service's, with the path below which it lives and no slash at its end. */
  baseUrl: string;
  look: FrameLook;
  /** Null where it is not made. */
  picture: AddressedPicture | null;
}

/** `capture` is the one that the card shows. Without `picture` where that is not made. */
export function snippetsOf(post: PostSummary, capture: CaptureState | null, wish: SnippetWish): Snippet[] {
  const { baseUrl, look, picture } = wish;
  const pathPrefix = new URL(baseUrl).pathname.replace(/\/$/, '');
  const card = framedCard(post, capture, pathPrefix, undefined, look);
  const place = { ...wish, post, capture, card, cardUrl: new URL(card.path, baseUrl).href };
  const snippets: [Snippet['kind'], Markup | null][] = [
    // Where only a quotation is held, the article's own words stay: there is no card to make of them.
    ['script', holdsPost(capture) ? renderScripted(place) : null],
    ['frame', renderFrame(place.cardUrl, card.title, card, look)],
    ['quotation', renderQuotation(place, html` style="${quotationStyle}"`)],
    ['amp', renderAmp(place)],
    ['picture', picture && renderPicture(place, picture)],
  ];
  return snippets.flatMap(([kind, markup]) => (markup ? [{ kind, html: markup.toString() }] : []));
}

interface Place extends SnippetWish {
  post: PostSummary;
  capture: CaptureState | null;
  card: FramedCard;
  cardUrl: string;
}

/** High enough for the card, so that nothing moves when it comes. */
function renderScripted(place: Place): Markup {
  const attributes = html` class="archived-embed" style="min-height:${place.card.height}px"`;
  return html`${renderQuotation(place, attributes)}
<script async src="${place.baseUrl}/embed.js"></script>`;
}

const quotationStyle = 'margin:1em 0;padding:0 1em;border-left:3px solid #8899a6';
/** A quotation is no copy of the whole. */
const mostCharacters = 1000;

/** What every reader of mail and feeds shows, with the attributes of Robust Links (https://robustlinks.mementoweb.org/spec/). */
function renderQuotation({ post, capture, card, cardUrl, look }: Place, attributes: Markup): Markup {
  const original = linkTarget(post.canonicalUrl);
  const record = capture?.record ?? null;
  const language = languageTag(record?.language ?? null);
  const name = record?.author.name ?? post.quotation?.authorName;
  const handle = record?.author.handle ?? post.quotation?.authorHandle;
  const day = localeOf(look.language).day(record?.publishedAt ?? record?.idTime ?? post.quotation?.date);
  const label = [name && html`<bdi>${name}</bdi>`, handle && html`(<bdi>@${handle}</bdi>)`, day]
    .filter((part) => part instanceof Object)
    .map((part, index) => html`${index > 0 && ' '}${part}`);
  return html`<blockquote${original && html` cite="${original}"`}${attributes}>${wordsOf(post, capture, language)}<p><a href="${cardUrl}"${
    original && html` data-originalurl="${original}"`
  } data-versionurl="${cardUrl}"${
    capture?.takenAt && html` data-versiondate="${capture.takenAt.slice(0, 10)}"`
  }>${label.length > 0 ? label : card.title}</a></p></blockquote>`;
}

function wordsOf(post: PostSummary, capture: CaptureState | null, language: string | null): Markup {
  const text = [...(capture?.record?.text ?? post.quotation?.text ?? '')];
  const words = text.slice(0, mostCharacters).join('') + (text.length > mostCharacters ? '…' : '');
  return html`<div${language && html` lang="${language}"`}>${renderText(words, capture?.record?.links ?? [])}</div>`;
}

/** AMP shows the placeholder till the frame is there, and the button where it may not grow. */
function renderAmp(place: Place): Markup {
  const { cardUrl, look, card } = place;
  return html`<amp-iframe src="${frameUrl(cardUrl, look)}" title="${card.title}" height="${card.height}" layout="fixed-height" sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox" frameborder="0" resizable><div overflow tabindex="0" role="button" aria-label="${card.title}">…</div><div placeholder>${renderQuotation(place, html``)}</div></amp-iframe>`;
}

function renderPicture(
  { post, capture, card, cardUrl }: Place,
  picture: CardPicture & { url: string },
): Markup {
  const text = capture?.record?.text ?? post.quotation?.text;
  const alt = text ? `${card.title}: ${text}` : card.title;
  return html`<a href="${cardUrl}"><img src="${picture.url}" alt="${alt}" width="${picture.width / picture.scale}" height="${Math.round(picture.height / picture.scale)}" style="max-width:100%;height:auto"></a>`;
}
