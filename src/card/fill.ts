import { html, type Insertable, type Markup } from './html.ts';

/** A message with its `{places}` filled in; all that is filled in is escaped unless it is markup. */
export function fill(message: string, values: Record<string, Insertable>): Markup {
  const parts = message.split(/\{(\w+)\}/);
  return html`${parts.map((part, index) => (index % 2 === 0 ? part : values[part]))}`;
}

/** The same for plain text, such as titles and labels. */
export function fillText(message: string, values: Record<string, string>): string {
  return message.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}
