import { html, type Markup } from '#card/html.ts';
import type { ApiProblem } from '../api-answer.ts';
import type { Page } from '../shell.ts';

/** The page that stands where another could not. */
export function renderProblem(problem: ApiProblem): Page {
  const title = titleOf(problem);
  return { title, body: html`<h1>${title}</h1>${renderProblemDetail(problem)}` };
}

/** What was wrong with a form, to stand above it. */
export function renderProblemBox(problem: ApiProblem): Markup {
  return html`<div class="notice bad" role="alert"><p><strong>${titleOf(problem)}</strong></p>${renderProblemDetail(problem)}</div>`;
}

/** The API's title tells programs where to look; people see the list right below it. */
function titleOf({ title, errors }: ApiProblem): string {
  return errors.length > 0 ? 'This could not be taken' : title;
}

function renderProblemDetail({ detail, errors }: ApiProblem): Markup {
  return html`${detail && html`<p>${detail}</p>`}${
    errors.length > 0 &&
    html`<ul>${errors.map(
      ({ path, message }) => html`<li>${path !== '' && html`<code>${path}</code>: `}${message}</li>`,
    )}</ul>`
  }`;
}
