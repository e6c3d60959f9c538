import { html, type Markup } from '#card/html.ts';
import type { CaptureLine, PostLine, SubmissionEmbed } from '#catalogue/catalogue.ts';
import {
  excerptOf,
  type LineGround,
  postPath,
  renderByline,
  renderThumbnail,
} from '../../parts/post-lines.ts';
import { captureStatusNames, platformName, statusBadge } from '../../parts/words.ts';
import { rungWords, whyNot } from './words.ts';

export interface EmbedRow {
  embed: SubmissionEmbed;
  capture: CaptureLine | null;
  post: PostLine | null;
}

export interface RowGround extends LineGround {
  submissionId: string;
  maySubmit: boolean;
}

export function renderEmbedRows(rows: readonly EmbedRow[], ground: RowGround): Markup {
  return html`<ol class="rows posts embeds">${rows.map((row) => renderRow(row, ground))}</ol>${renderTemplates()}`;
}

function renderRow({ embed, capture, post }: EmbedRow, ground: RowGround): Markup {
  const byline = post && renderByline(post);
  return html`<li${capture && html` data-capture="${capture.id}"`}>${post && renderThumbnail(post, ground.at)}
<div class="about"><p class="byline">${byline} <span class="quiet">${byline && '· '}${platformName(embed.platform)}</span></p>
<p class="excerpt" dir="auto"><a href="${postPath(embed, ground.at)}">${wordsOf(embed, post)}</a></p>
${capture ? renderCapture(capture, ground) : html`<p class="marks"><span class="badge">A mere link</span> <span class="quiet">It was not to be archived.</span></p>`}
</div></li>`;
}

function wordsOf({ quotation, canonicalUrl }: SubmissionEmbed, post: PostLine | null): string {
  return (post && excerptOf(post)) ?? quotation?.text ?? canonicalUrl;
}

function renderCapture(capture: CaptureLine, { at, submissionId, maySubmit }: RowGround): Markup {
  const { status, rung, progress } = capture;
  const canRetry = maySubmit && (status === 'partial' || isLost(status));
  return html`<p class="marks"><span data-part="status">${statusBadge(status)}</span> <span class="quiet" data-part="rung">${
    status === 'running' && rung !== null && (rungWords[rung] ?? rung)
  }</span> <progress max="1" value="${progress ?? 0}" aria-label="Of this step"${status !== 'running' || progress === null ? html` hidden` : ''}></progress></p>
${whyNot(capture).map((reason) => html`<p class="reason" dir="auto">${reason}</p>`)}
${
  canRetry &&
  html`<form method="post" action="${at(`/submissions/${submissionId}/retry`)}" class="no-print"><input type="hidden" name="capture" value="${capture.id}"><button class="small">Try again</button></form>`
}`;
}

/** Nothing came of it. */
export function isLost(status: CaptureLine['status']): boolean {
  return status === 'absent' || status === 'blocked' || status === 'failed';
}

/** What the island puts in place as things change, in the words that the server has for it. */
function renderTemplates(): Markup {
  return html`${Object.keys(captureStatusNames).map(
    (status) =>
      html`<template data-status="${status}">${statusBadge(status as CaptureLine['status'])}</template>`,
  )}${Object.entries(rungWords).map(([rung, words]) => html`<template data-rung="${rung}">${words}</template>`)}`;
}
