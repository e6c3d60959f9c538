import { html, type Markup } from '#card/html.ts';
import type { ReportArticle, ReportState } from '#catalogue/catalogue.ts';
import { when } from '../../parts/time.ts';
import { countOf } from '../../parts/words.ts';
import type { Page } from '../../shell.ts';
import { articleTable } from './article-table.ts';
import { subjectOf } from './list.ts';

const comeAgainSeconds = 5;

export function reportPage(
  report: ReportState,
  articles: readonly ReportArticle[],
  at: (path: string) => string,
): Page {
  const { id, createdAt, finishedAt, error, leftOut, archive } = report;
  const isDone = finishedAt !== null;
  return {
    title: `Damage report: ${subjectOf(report)}`,
    ...(!isDone && { refreshSeconds: comeAgainSeconds, islands: ['come-again'] }),
    body: html`<p class="crumbs"><a href="${at('/reports')}">Damage reports</a></p>
<div class="bar"><h1>${subjectOf(report)}</h1>
<a class="button end no-print" href="${at(`/v1/reports/${id}?format=csv`)}" download>CSV</a></div>
<p class="quiet">Asked for on ${when(createdAt)}${isDone ? html`, done on ${when(finishedAt)}` : '.'}${
      archive ? '; what the articles embed was archived, too' : ''
    }</p>
${error !== null && html`<p class="notice bad">There are no articles: ${error}</p>`}
${!isDone && renderProgress(report)}
${report.embeds.total > 0 && renderTotals(report)}
${leftOut > 0 && html`<p class="quiet">${countOf(leftOut, 'older article')} more were left out.</p>`}
${articles.length > 0 && articleTable(articles, report, at)}`,
  };
}

function renderProgress({ articles, originals }: ReportState): Markup {
  const total = articles.total + originals.total;
  const done = articles.done + originals.done;
  return html`<come-again seconds="${comeAgainSeconds}" class="panel report-progress">
<p role="status">${articles.done} of ${countOf(articles.total, 'article')} read, ${originals.done} of ${countOf(originals.total, 'original')} looked at.</p>
<progress max="${Math.max(total, 1)}" value="${done}" aria-label="Progress"></progress></come-again>`;
}

function renderTotals({ articles, embeds }: ReportState): Markup {
  const { total, lost, archived, living, unheld, unknown } = embeds;
  const tiles: [count: number, label: string, kind: string, help: string][] = [
    [lost, 'lost', lost > 0 ? 'bad' : '', 'Gone, and nothing is held'],
    [archived, 'archived', archived > 0 ? 'warn' : '', 'Gone, and the archive holds it'],
    [unknown, 'not known', '', 'Nothing could be told'],
    [living, 'online', 'good', unheld > 0 ? `Of which ${unheld} not archived yet` : 'All of it archived'],
  ];
  return html`<h2 class="visually-hidden">In all</h2>
<p>${countOf(lost + archived, 'dead embed')} of ${total} in ${countOf(articles.total, 'article')}${
    articles.failed > 0 ? `; ${countOf(articles.failed, 'article')} could not be read` : ''
  }.</p>
<ul class="report-counts">${tiles.map(
    ([count, label, kind, help]) =>
      html`<li class="panel"><strong class="${kind}">${count}</strong> ${label}<span class="quiet">${count > 0 || label === 'lost' ? help : ''}</span></li>`,
  )}</ul>`;
}
