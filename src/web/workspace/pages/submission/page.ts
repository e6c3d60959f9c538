import { html, type Markup } from '#card/html.ts';
import type { SubmissionState } from '#catalogue/catalogue.ts';
import type { WorkspaceDependencies } from '../../dependencies.ts';
import { renderCounts, titleOf } from '../../parts/submission-lines.ts';
import { when } from '../../parts/time.ts';
import { countOf, originNames } from '../../parts/words.ts';
import type { Page } from '../../shell.ts';
import { isLost, renderEmbedRows } from './rows.ts';

/** An article seldom has more; a list of a thousand is read in parts. */
const rowsOfPage = 200;
/** Where there is no script. */
const refreshSeconds = 5;

interface Wish {
  /** Position of the first embed to show. */
  from: number;
  maySubmit: boolean;
  mayRead: boolean;
}

export async function submissionPage(
  submission: SubmissionState,
  { from, maySubmit, mayRead }: Wish,
  { catalogue, clock, at }: WorkspaceDependencies,
): Promise<Page> {
  const shown = submission.embeds.slice(from, from + rowsOfPage);
  const captures = await catalogue.overview.captures(shown.flatMap(({ captureId }) => captureId ?? []));
  const posts = mayRead
    ? await catalogue.overview.postsById([...new Set(shown.map(({ postId }) => postId))])
    : [];
  const rows = shown.map((embed) => ({
    embed,
    capture: captures.find(({ id }) => id === embed.captureId) ?? null,
    post: posts.find(({ postId }) => postId === embed.postId) ?? null,
  }));
  const { id, status } = submission;
  const isOpen = status !== 'done';
  const ground = { at, now: clock.now(), submissionId: id, maySubmit };
  return {
    title: titleOf(submission),
    islands: isOpen ? ['submission-progress'] : [],
    ...(isOpen && { refreshSeconds }),
    body: html`<p class="crumbs"><a href="${at('/submissions')}">Submissions</a></p>
<h1 dir="auto">${titleOf(submission)}</h1>
<section aria-label="How it stands"${isOpen && html` data-events="${at(`/v1/submissions/${id}/events`)}" data-embeds="${submission.embeds.length}"`}>
<p class="bar" role="status" id="standing">${renderStanding(submission)}</p>
${submission.articleError !== null && renderUnread(submission.articleError, ground)}
${submission.articleDelay !== null && html`<p class="notice">The article could not be read yet: <span dir="auto">${submission.articleDelay}</span>. It is tried again.</p>`}
${rows.length > 0 && renderEmbedRows(rows, ground)}
${isEmpty(submission) && html`<p class="empty">No post was found in it: no address of one, and no words that quote one with its author and day.</p>`}
${renderPager(submission, from, at)}
${maySubmit && renderRetryAll(submission, ground)}
</section>
${renderFacts(submission)}`,
  };
}

function isEmpty({ status, articleError, embeds }: SubmissionState): boolean {
  return status === 'done' && articleError === null && embeds.length === 0;
}

function renderStanding(submission: SubmissionState): Markup {
  const { status, embeds } = submission;
  const words = { waiting: 'Waiting its turn', running: 'Under way', done: 'Done' }[status];
  return html`<strong>${words}</strong> ${embeds.length > 0 && html`<span>${countOf(embeds.length, 'post')} found</span> `}<span class="counts">${renderCounts(submission)}</span>`;
}

interface RetryGround {
  at: (path: string) => string;
  submissionId: string;
  maySubmit: boolean;
}

function renderUnread(reason: string, { at, submissionId, maySubmit }: RetryGround): Markup {
  return html`<div class="notice bad"><p><strong>The article could not be read.</strong> <span dir="auto">${reason}</span></p>
<p>Its HTML can be pasted on the <a href="${at('/')}">first page</a> instead.</p>${
    maySubmit &&
    html`<form method="post" action="${at(`/submissions/${submissionId}/retry`)}"><button>Try again</button></form>`
  }</div>`;
}

function renderRetryAll(submission: SubmissionState, { at, submissionId }: RetryGround): Markup | null {
  const lost = submission.embeds.filter(
    ({ captureStatus }) => captureStatus !== null && isLost(captureStatus),
  );
  return lost.length < 2
    ? null
    : html`<form method="post" action="${at(`/submissions/${submissionId}/retry`)}" class="actions"><button>Try again all of which nothing came (${lost.length})</button></form>`;
}

function renderPager(
  { id, embeds }: SubmissionState,
  from: number,
  at: (path: string) => string,
): Markup | null {
  const link = (start: number, rel: string, words: string) =>
    html`<a class="button" rel="${rel}" href="${at(`/submissions/${id}?from=${start}`)}">${words}</a>`;
  const hasMore = from + rowsOfPage < embeds.length;
  return from === 0 && !hasMore
    ? null
    : html`<p class="pager">${from > 0 && link(Math.max(0, from - rowsOfPage), 'prev', 'Before')}${
        hasMore && link(from + rowsOfPage, 'next', 'After')
      }</p>`;
}

function renderFacts({
  createdAt,
  finishedAt,
  origin,
  by,
  tags,
  collection,
  note,
  externalId,
  url,
}: SubmissionState): Markup {
  const facts: [string, Markup | string | null][] = [
    ['Submitted', when(createdAt)],
    ['Done', when(finishedAt)],
    ['Came by', originNames[origin]],
    ['Sent by', by ?? null],
    ['Address', url],
    ['Tags', tags.length === 0 ? null : tags.join(', ')],
    ['Collection', collection],
    ['Its own id', externalId],
    ['Note', note],
  ];
  return html`<h2>About it</h2><dl class="facts">${facts.map(
    ([name, value]) => value !== null && html`<dt>${name}</dt><dd dir="auto">${value}</dd>`,
  )}</dl>`;
}
