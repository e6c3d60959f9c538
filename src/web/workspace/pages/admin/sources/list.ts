import { html, type Markup } from '#card/html.ts';
import type { Page as ListPage, Source } from '#catalogue/catalogue.ts';
import { since } from '../../../parts/time.ts';
import type { Page } from '../../../shell.ts';
import { renderProblemBox } from '../../problem.ts';
import { renderPager, renderSecret } from '../parts.ts';
import type { ShownSourceForm } from '../sources.ts';
import { kindNames, renderSourceFields } from './form.ts';

export interface SourcesPage extends ShownSourceForm {
  sources: ListPage<Source>;
  cursor: string | null;
  now: Date;
  at: (path: string) => string;
}

export function sourcesPage(page: SourcesPage): Page {
  const { sources, cursor, form, problem, made, at } = page;
  const { items, nextCursor } = sources;
  return {
    title: 'Sources',
    islands: made?.secret ? ['copy-text'] : [],
    body: html`<h1>Sources</h1>
<p class="lead">Where articles come from by themselves: feeds and sitemaps that are asked, publishing systems that report. What an article embeds is archived; what it embeds no more is noted.</p>
${made && renderMade(made, at)}
${
  items.length === 0
    ? html`<p class="empty">Articles come only from those who submit them.</p>`
    : html`<ul class="rows">${items.map((source) => renderRow(source, page))}</ul>`
}
${renderPager({
  first: cursor === null ? null : at('/admin/sources'),
  next: nextCursor && at(`/admin/sources?${new URLSearchParams({ cursor: nextCursor })}`),
})}
<form method="post" action="${at('/admin/sources')}" class="panel"><h2>Add a source</h2>
${problem && renderProblemBox(problem)}
${renderSourceFields(form)}
<button class="primary">Add it</button></form>`,
  };
}

function renderMade(
  { id, inboundUrl, secret }: NonNullable<ShownSourceForm['made']>,
  at: (path: string) => string,
): Markup {
  return secret === null || inboundUrl === null
    ? html`<p class="notice good" role="status"><a href="${at(sourcePath(id))}">The source</a> is asked now.</p>`
    : html`${renderSecret('What it reports is signed with this secret.', secret)}
<p>It reports to <code>${inboundUrl}</code></p>`;
}

function renderRow(source: Source, { now, at }: SourcesPage): Markup {
  const { id, kind, createdAt, polledAt, arrivedAt, error } = source;
  const lastHeard = [polledAt, arrivedAt]
    .filter((time) => time !== null)
    .toSorted()
    .at(-1);
  return html`<li><div class="bar"><a href="${at(sourcePath(id))}"><strong><bdi>${titleOf(source)}</bdi></strong></a>${sourceBadge(source)}<span class="end quiet">${
    lastHeard === undefined
      ? html`added ${since(createdAt, now)}`
      : html`${error === null ? 'last heard' : 'last asked'} ${since(lastHeard, now)}`
  }</span></div>
<p class="quiet">${kindNames[kind]}${source.error && html` · ${source.error}`}</p></li>`;
}

/** Whether the last time that it was asked came to anything. */
export function sourceBadge({ error, url, polledAt, arrivedAt }: Source): Markup {
  if (error !== null) {
    return html`<span class="badge bad">Does not answer</span>`;
  }
  return (url === null ? arrivedAt : polledAt) === null
    ? html`<span class="badge">Not heard yet</span>`
    : html`<span class="badge good">Works</span>`;
}

export function titleOf({ name, url }: Source): string {
  return name ?? url ?? 'Source without a name';
}

export function sourcePath(id: string): string {
  return `/admin/sources/${encodeURIComponent(id)}`;
}
