import { html, type Markup } from './html.ts';

/** A picture's room is kept before its bytes are there, by both of its sizes or neither. */
export interface Size {
  width: number | null;
  height: number | null;
}

export function renderPicture(source: string, alt: string, size: Size): Markup {
  // Bytes that came along need no fetching, and a picture of the card must show them all.
  const lazy = !source.startsWith('data:') && html` loading="lazy"`;
  return html`<img src="${source}" alt="${alt}"${dimensions(size)}${lazy} decoding="async">`;
}

/** The picture as it is shown, leading to the whole of it: a card may crop it or make it small. */
export function renderLinkedPicture(source: string, alt: string, size: Size): Markup {
  const picture = renderPicture(source, alt, size);
  return source.startsWith('data:')
    ? picture
    : html`<a href="${source}" target="_blank" rel="noopener">${picture}</a>`;
}

export function dimensions({ width, height }: Size): Markup | null {
  return width && height ? html` width="${Math.round(width)}" height="${Math.round(height)}"` : null;
}
