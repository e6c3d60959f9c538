import { html, type Markup } from '#card/html.ts';
import type { ApiProblem } from '../api-answer.ts';
import type { Page } from '../shell.ts';

/** The page that stands where another could not. */
export function renderProblem(problem: ApiProblem): Page {
  return {
    title: problem.title,
    body: html`<h1>${problem.title}</h1>${renderProblemDetail(problem)}`,
  };
}

/** What was wrong with a form, to stand above it. */
export function renderProblemBox(problem: ApiProblem): Markup {
  return html`<div class="notice bad" role="alert"><p><strong>${problem.title}</strong></p>${renderProblemDetail(problem)}</div>`;
}

function renderProblemDetail({ detail, errors }: ApiProblem): Markup {
  return html`${detail && html`<p>${detail}</p>`}${
    errors.length > 0 &&
    html`<ul>${errors.map(
      ({ path, message }) => html`<li>${path !== '' && html`<code>${path}</code> `}${message}</li>`,
    )}</ul>`
  }`;
}
