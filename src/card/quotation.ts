import type { Quotation } from '#domain/embed.ts';
import { renderDay } from './dates.ts';
import { html, type Markup } from './html.ts';
import { renderText } from './text.ts';

/**
 * What an article carries of a post that was never captured. It says so before the words and looks like no post: no
 * picture, no author line, a dashed frame.
 */
export function renderQuotation(quotation: Quotation): Markup {
  const { text, authorName, authorHandle, date } = quotation;
  const day = renderDay(date);
  const source = [
    authorName && html`<bdi>${authorName}</bdi>`,
    authorHandle && html`<bdi>@${authorHandle}</bdi>`,
    day && html`dated ${day}`,
  ].filter((part) => part instanceof Object);
  return html`<figure class="quotation">
<p class="warning"><strong>Quotation, not a capture.</strong> These words are what an article carried; the post itself is not held.</p>
${text && html`<blockquote>${renderText(text, [])}</blockquote>`}
${source.length > 0 && html`<figcaption>Attributed by the article to ${source.map((part, index) => html`${index > 0 && ', '}${part}`)}</figcaption>`}
</figure>`;
}

export function saysSomething(quotation: Quotation | null): quotation is Quotation {
  return quotation !== null && Boolean(quotation.text ?? quotation.authorName ?? quotation.authorHandle);
}
