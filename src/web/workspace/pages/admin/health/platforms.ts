import { html, type Markup } from '#card/html.ts';
import type { SiteHealth } from '#catalogue/catalogue.ts';
import { since, when } from '../../../parts/time.ts';
import { renderTable, siteName } from '../parts.ts';
import type { HealthState } from './page.ts';

/** How each site answers, and when a capture last had each part from it. */
export function renderPlatforms({ sites, now }: HealthState): Markup {
  return sites.length === 0
    ? html`<p class="empty">Nothing was captured from anywhere yet.</p>`
    : renderTable(
        'What works today',
        ['Site', 'Asked', 'Text', 'Media', 'Picture', 'Known posts'],
        sites.map((site) => renderSite(site, now)),
      );
}

function renderSite(health: SiteHealth, now: Date): Markup {
  const { text, media, screenshot } = health.lastSuccess;
  return html`<tr><th scope="row">${siteName(health.site)}</th><td class="what">${renderBreaker(health, now)}</td>${[
    text,
    media,
    screenshot,
  ].map(
    (time) => html`<td class="nowrap">${since(time, now) ?? html`<span class="quiet">never</span>`}</td>`,
  )}<td>${renderCanaries(health, now)}</td></tr>`;
}

function renderBreaker({ open, misreadSince, strikes }: SiteHealth, now: Date): Markup {
  if (open !== null) {
    const isOver = Date.parse(open.until) <= now.getTime();
    const what = open.holds === 'everything' ? 'Everything waits' : 'Watched posts wait';
    return html`<span class="badge ${isOver ? 'accent' : 'bad'}">${isOver ? 'Tried again now' : 'At rest'}</span><br><span class="quiet">${what} since ${when(open.at)}${
      !isOver && html`, and is tried ${since(open.until, now)}`
    }: ${open.reason}</span>`;
  }
  if (misreadSince !== null) {
    return html`<span class="badge bad">Misread</span><br><span class="quiet">Since ${when(misreadSince)}. Nothing is looked at again until it is read right</span>`;
  }
  return html`<span class="badge good">Yes</span>${strikes > 0 && html` <span class="quiet">${strikes} × in vain lately</span>`}`;
}

function renderCanaries({ canaries }: SiteHealth, now: Date): Markup {
  if (canaries.length === 0) {
    return html`<span class="quiet">none</span>`;
  }
  return html`${canaries.map(
    ({ kind, told, isRight, at, url }) =>
      html`<p title="${url}"><span class="badge ${isRight === null ? 'warn' : isRight ? 'good' : 'bad'}">${isRight === null ? 'Not told' : isRight ? 'Right' : 'Wrong'}</span> <span class="quiet">a ${kind} one, read as ${told} ${since(at, now)}</span></p>`,
  )}`;
}
