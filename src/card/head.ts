import { html, type Markup, raw } from './html.ts';
import { linkTarget } from './safe-url.ts';
import { cardStyles } from './styles.ts';
import type { CardView } from './view.ts';

/** Where a card stands and what is made of it, all absolute; null where it is not known. */
export interface CardAddresses {
  card: string | null;
  oembed: string | null;
  /** Of the card as a picture. */
  picture: string | null;
}

export function renderHead(view: CardView, title: string, { card, oembed, picture }: CardAddresses): Markup {
  const description = beginningOf(view);
  const links = [
    oembed && html`<link rel="alternate" type="application/json+oembed" href="${oembed}" title="${title}">`,
    linkTarget(card) && [
      meta('og:type', 'article'),
      meta('og:title', title),
      description !== '' && meta('og:description', description),
      card && meta('og:url', card),
      picture && meta('og:image', picture),
    ],
  ];
  return html`<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
${links}
<style>${raw(cardStyles)}</style>
</head>`;
}

function meta(property: string, content: string): Markup {
  return html`<meta property="${property}" content="${content}">
`;
}

/** For previews, which show a line or three. */
function beginningOf({ post, capture }: CardView): string {
  const text = capture?.record?.text || post.quotation?.text || '';
  const [...characters] = text
    .slice(0, 2 * previewCharacters)
    .replace(/\s+/g, ' ')
    .trim();
  return characters.length > previewCharacters
    ? `${characters.slice(0, previewCharacters - 1).join('')}…`
    : characters.join('');
}

const previewCharacters = 200;
