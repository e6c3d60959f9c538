import { html, type Insertable, type Markup } from '#card/html.ts';
import type { Page } from '../../shell.ts';

const places = {
  '/admin/health': 'Health',
  '/admin/storage': 'Storage',
  '/admin/watches': 'Watches',
  '/admin/sources': 'Sources',
  '/admin/webhooks': 'Webhooks',
  '/admin/keys': 'Keys',
} as const;
export type AdminPlace = keyof typeof places;

/** A page of the administration, below the way to the others. */
export function adminPage(
  { place, at }: { place: AdminPlace; at: (path: string) => string },
  page: Page,
): Page {
  const body: Insertable = html`<div class="admin">${renderPlaces(place, at)}
${page.body}</div>`;
  return { ...page, body };
}

function renderPlaces(current: AdminPlace, at: (path: string) => string): Markup {
  return html`<nav class="views admin-places" aria-label="Administration">${Object.entries(places).map(
    ([path, label]) =>
      html`<a href="${at(path)}"${path === current && html` aria-current="page"`}>${label}</a>`,
  )}</nav>`;
}
