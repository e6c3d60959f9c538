import type { Quotation } from '#domain/embed.ts';
import { fill } from './fill.ts';
import { html, type Markup } from './html.ts';
import type { Locale } from './locale.ts';
import { renderText } from './text.ts';

/**
 * What an article carries of a post that was never captured. It says so before the words and looks like no post: no
 * picture, no author line, a dashed frame.
 */
export function renderQuotation({ text, authorName, authorHandle, date }: Quotation, locale: Locale): Markup {
  const { warning, explained, attributed, dated } = locale.messages.quotation;
  const day = locale.day(date);
  const whom = [
    authorName && html`<bdi>${authorName}</bdi>`,
    authorHandle && html`<bdi>@${authorHandle}</bdi>`,
    day && fill(dated, { day }),
  ].filter((part) => part instanceof Object);
  return html`<figure class="quotation">
<p class="warning"><strong>${warning}</strong> ${explained}</p>
${text && html`<blockquote lang="">${renderText(text, [])}</blockquote>`}
${whom.length > 0 && html`<figcaption>${fill(attributed, { whom: locale.list(whom) })}</figcaption>`}
</figure>`;
}

export function saysSomething(quotation: Quotation | null): quotation is Quotation {
  return quotation !== null && Boolean(quotation.text ?? quotation.authorName ?? quotation.authorHandle);
}
