/** Markup that is safe to insert as it is. Made only by `html` and by `raw`. */
export class Markup {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  toString(): string {
    return this.source;
  }
}

/** What a template takes: nothing prints for null, undefined and false. */
export type Insertable = Markup | string | number | null | undefined | false | readonly Insertable[];

/** A template whose insertions are all escaped, in text and in quoted attributes alike, unless they are markup. */
export function html(strings: TemplateStringsArray, ...insertions: Insertable[]): Markup {
  const parts = strings.map((text, index) => text + render(insertions[index]));
  return new Markup(parts.join(''));
}

/** Only for constants of our own, such as the style sheet. Never for anything that came from outside. */
export function raw(source: string): Markup {
  return new Markup(source);
}

function render(value: Insertable): string {
  if (value === null || value === undefined || value === false) {
    return '';
  }
  if (value instanceof Markup) {
    return value.source;
  }
  return typeof value === 'object' ? value.map(render).join('') : escapeHtml(String(value));
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(notText, '').replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** Control characters are parse errors in HTML, and nobody can see them. Tab and line breaks stay. */
const notText = /(?![\t\n\r])\p{Cc}/gu;
