import { html, type Markup } from '#card/html.ts';
import type { Page as ListPage, ReportState } from '#catalogue/catalogue.ts';
import { when } from '../../parts/time.ts';
import { countOf } from '../../parts/words.ts';
import type { Page } from '../../shell.ts';

interface Surroundings {
  at: (path: string) => string;
  /** Null where the viewer may not ask for one. */
  form: Markup | null;
}

export function reportList({ items, nextCursor }: ListPage<ReportState>, { at, form }: Surroundings): Page {
  return {
    title: 'Damage reports',
    body: html`<h1>Damage reports</h1>
<p class="lead">Which embeds of a site are dead, which of those the archive holds, and which are lost.</p>
${form}
<h2>Reports so far</h2>
${
  items.length === 0
    ? html`<p class="empty">None yet.</p>`
    : html`<div class="scroll" tabindex="0" role="region" aria-label="Reports"><table>
<thead><tr><th scope="col">Report</th><th scope="col">Asked for</th><th scope="col" class="number">Articles</th><th scope="col" class="number">Embeds</th><th scope="col" class="number">Lost</th><th scope="col" class="number">Archived</th></tr></thead>
<tbody>${items.map((report) => renderRow(report, at))}</tbody></table></div>`
}
${nextCursor && html`<p class="pager"><a class="button" href="${at(`/reports?${new URLSearchParams({ cursor: nextCursor })}`)}">Older</a></p>`}`,
  };
}

function renderRow(report: ReportState, at: (path: string) => string): Markup {
  const { id, createdAt, status, error, articles, embeds } = report;
  return html`<tr><th scope="row"><a href="${at(`/reports/${id}`)}">${subjectOf(report)}</a>${
    error === null
      ? status !== 'done' && html` <span class="badge accent">Under way</span>`
      : html` <span class="badge bad">Not read</span>`
  }</th><td class="nowrap">${when(createdAt)}</td><td class="number">${articles.total}</td><td class="number">${embeds.total}</td><td class="number">${embeds.lost}</td><td class="number">${embeds.archived}</td></tr>`;
}

/** What a report is about, in words. */
export function subjectOf({ source, articles }: ReportState): string {
  return source.kind === 'urls' ? countOf(articles.total, 'article') : `The ${source.kind} ${source.url}`;
}
