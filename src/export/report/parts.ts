import { html, type Insertable, type Markup } from '#card/html.ts';
import { linkTarget } from '#card/safe-url.ts';

/** To the millisecond, as the documents themselves have it. */
export function moment(time: string | null | undefined): Markup | null {
  const date = new Date(time ?? Number.NaN);
  if (Number.isNaN(date.getTime())) {
    return null;
  }
  const iso = date.toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 10)} <span class="clock">${iso.slice(11, 23)} UTC</span></time>`;
}

/** May break anywhere, as hashes and ids must on paper. */
export function code(text: string | null | undefined): Markup | null {
  return text ? html`<code>${text}</code>` : null;
}

/** What a stranger wrote, in its own direction. */
export function quoted(text: string | null | undefined): Markup | null {
  return text ? html`<span dir="auto">${text}</span>` : null;
}

/** Shown as it is, so that it can be read on paper; a link where it may be one. */
export function address(url: string | null | undefined): Markup | null {
  if (!url) {
    return null;
  }
  const target = linkTarget(url);
  return target === null
    ? html`<span class="url">${url}</span>`
    : html`<a class="url" href="${target}" rel="noreferrer">${url}</a>`;
}

export function size(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

/** Facts with nothing to say are left out. */
export function factList(facts: [label: string, value: Insertable][]): Markup | null {
  const told = facts.filter(
    ([, value]) => value !== null && value !== undefined && value !== false && value !== '',
  );
  return told.length === 0
    ? null
    : html`<dl>${told.map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** Null without rows. */
export function table(
  { caption, columns, className = '' }: { caption: string; columns: string[]; className?: string },
  rows: Insertable[][],
): Markup | null {
  return rows.length === 0
    ? null
    : html`<table class="${className}"><caption>${caption}</caption><thead><tr>${columns.map(
        (column) => html`<th scope="col">${column}</th>`,
      )}</tr></thead><tbody>${rows.map(
        (cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`,
      )}</tbody></table>`;
}

/** `one, two and three`. */
export function list(parts: Insertable[]): Markup {
  return html`${parts.map((part, index) => html`${index === 0 ? '' : index === parts.length - 1 ? ' and ' : ', '}${part}`)}`;
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`;
}
