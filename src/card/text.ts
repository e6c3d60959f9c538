import { html, type Markup } from './html.ts';
import { linkTarget } from './safe-url.ts';

export interface Link {
  url: string;
  start: number;
  end: number;
}

/**
 * Text as paragraphs, one a line, since each line finds its own direction: an Arabic line reads from the right beside
 * an English one. `links` are `[start, end)` in UTF-16 units of `text`; what overlaps or points outside is left as text.
 */
export function renderText(text: string, links: readonly Link[]): Markup {
  const usable = orderedLinks(text, links);
  const paragraphs: Markup[] = [];
  let start = 0;
  let afterGap = false;
  for (const line of text.split('\n')) {
    const end = start + line.length;
    if (line.trim() === '') {
      afterGap = paragraphs.length > 0;
    } else {
      const inner = renderSpan(text, start, end, usable);
      paragraphs.push(
        afterGap ? html`<p dir="auto" class="gap">${inner}</p>` : html`<p dir="auto">${inner}</p>`,
      );
      afterGap = false;
    }
    start = end + 1;
  }
  return html`${paragraphs}`;
}

function orderedLinks(text: string, links: readonly Link[]): Link[] {
  const ordered = links
    .filter(({ start, end }) => start >= 0 && start < end && end <= text.length)
    .sort((a, b) => a.start - b.start);
  let free = 0;
  return ordered.filter(({ start, end }) => {
    const fits = start >= free;
    free = fits ? end : free;
    return fits;
  });
}

function renderSpan(text: string, start: number, end: number, links: readonly Link[]): Markup[] {
  const parts: Markup[] = [];
  let position = start;
  for (const link of links.filter((candidate) => candidate.start >= start && candidate.end <= end)) {
    parts.push(html`${text.slice(position, link.start)}`);
    parts.push(renderLink(link.url, text.slice(link.start, link.end)));
    position = link.end;
  }
  parts.push(html`${text.slice(position, end)}`);
  return parts;
}

/** A link that tells the other side nothing and opens beside the article that frames the card. */
export function renderLink(
  url: string | null,
  label: string | Markup,
  attributes: Markup | null = null,
): Markup {
  const target = linkTarget(url);
  return target
    ? html`<a href="${target}" target="_blank" rel="noopener noreferrer nofollow ugc"${attributes}>${label}</a>`
    : html`${label}`;
}

/** A BCP 47 tag that says a language; platforms also send `und`, `zxx` and codes of their own. */
export function languageTag(language: string | null): string | null {
  const isTag = language !== null && /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(language);
  return isTag && !/^(und|zxx|q[a-t][a-z]|mul|mis|art)(-|$)/i.test(language) ? language : null;
}
