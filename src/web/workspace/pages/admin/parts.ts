import { html, type Insertable, type Markup } from '#card/html.ts';
import { platformName } from '../../parts/words.ts';

/** A table that may be wider than the window. */
export function renderTable(label: string, head: readonly Insertable[], rows: readonly Markup[]): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table class="${head.length > 3 && 'wide'}">
<thead><tr>${head.map((cell) => (typeof cell === 'string' ? html`<th scope="col">${cell}</th>` : cell))}</tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

export function numberHead(words: string): Markup {
  return html`<th scope="col" class="number">${words}</th>`;
}

export interface Figure {
  value: Insertable;
  of: Insertable;
  kind?: 'good' | 'warn' | 'bad' | null;
}

/** A few numbers that say how it stands. */
export function renderFigures(figures: readonly Figure[]): Markup {
  return html`<ul class="figures">${figures.map(
    ({ value, of, kind }) =>
      html`<li><strong class="${kind}">${value}</strong> <span class="quiet">${of}</span></li>`,
  )}</ul>`;
}

/** A secret, the one time that it is shown. */
export function renderSecret(what: string, secret: string): Markup {
  return html`<div class="notice good" role="status"><p><strong>${what}</strong> It is shown now and never again: keep it where its user finds it.</p>
<p class="secret"><code id="secret">${secret}</code></p><copy-text for="secret"></copy-text></div>`;
}

/** `X`, `Mastodon (mastodon.social)`. */
export function siteName(site: string): Markup {
  const [platform = '', host] = site.split(':');
  return html`${platformName(platform)}${host !== undefined && html` <bdi class="quiet">${host}</bdi>`}`;
}

const whole = new Intl.NumberFormat('en');

/** `12,000`, or `more than 12,000` where there is more than was counted. */
export function amount(count: number, isBounded = false): string {
  return `${isBounded ? 'more than ' : ''}${whole.format(count)}`;
}

/** To the next page of a list, and back to its first. */
export function renderPager({
  first,
  next,
}: {
  /** Null on the first page. */
  first: string | null;
  next: string | null;
}): Markup | null {
  return first === null && next === null
    ? null
    : html`<p class="pager">${first !== null && html`<a class="button" href="${first}">First page</a>`}${next !== null && html`<a class="button" rel="next" href="${next}">Next page</a>`}</p>`;
}
