import { html, type Markup } from '#card/html.ts';
import type { SubmissionState } from '#catalogue/catalogue.ts';
import { captureStatuses } from '#domain/capture.ts';
import type { LineGround } from './post-lines.ts';
import { since } from './time.ts';
import { captureStatusNames, countOf, originNames } from './words.ts';

export function renderSubmissionRows(
  submissions: readonly SubmissionState[],
  { at, now }: LineGround,
): Markup {
  return html`<ul class="rows">${submissions.map(
    (
      submission,
    ) => html`<li><p class="byline"><a href="${at(`/submissions/${submission.id}`)}" dir="auto">${titleOf(submission)}</a></p>
<p class="marks"><span class="quiet">${originNames[submission.origin]}, ${since(submission.createdAt, now)}</span> ${renderCounts(submission)}</p></li>`,
  )}</ul>`;
}

/** What was submitted, in a line. */
export function titleOf({ url, embeds }: SubmissionState): string {
  const [first] = embeds;
  if (url !== null) {
    return url;
  }
  return first === undefined
    ? 'Text without a post in it'
    : embeds.length === 1
      ? first.canonicalUrl
      : `${first.canonicalUrl} and ${embeds.length - 1} more`;
}

const kinds = { complete: 'good', partial: 'warn', absent: 'warn', blocked: 'bad', failed: 'bad' } as const;

/** How many captures stand how. */
export function renderCounts({ status, counts, articleError, embeds }: SubmissionState): Markup {
  if (articleError !== null) {
    return html`<span class="badge bad">Not read</span>`;
  }
  const parts = captureStatuses.filter((each) => counts[each] > 0);
  if (parts.length === 0) {
    const words = {
      waiting: 'Article not read yet',
      running: 'Reading the article',
      done: embeds.length === 0 ? 'No post found' : 'Nothing to capture',
    }[status];
    return html`<span class="badge">${words}</span>`;
  }
  return html`${parts.map(
    (each) =>
      html`<span class="badge ${each in kinds && kinds[each as keyof typeof kinds]}">${countOf(counts[each], captureStatusNames[each].toLowerCase(), captureStatusNames[each].toLowerCase())}</span> `,
  )}`;
}
