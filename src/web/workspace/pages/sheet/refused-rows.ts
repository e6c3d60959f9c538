import { z } from 'zod';
import { html } from '#card/html.ts';
import type { Page } from '../../shell.ts';

export const refusedRowsSchema = z.array(
  z.object({ row: z.number(), link: z.string(), message: z.string() }),
);

/** What of a sheet could not be taken; nothing else remembers it. */
export function refusedRowsPage(
  { id, refused }: { id: string; refused: z.output<typeof refusedRowsSchema> },
  at: (path: string) => string,
): Page {
  return {
    title: 'Some rows could not be taken',
    body: html`<h1>Some rows could not be taken</h1>
<p class="lead">The others are being archived: <a href="${at(`/sheets/${id}`)}">see how they stand</a>. Note these before you leave; the heading
is row 1.</p>
<div class="scroll" role="region" aria-label="Rows that could not be taken" tabindex="0"><table><thead><tr><th scope="col" class="number">Row</th><th scope="col">Link</th><th scope="col">Why</th></tr></thead>
<tbody>${refused.map(
      ({ row, link, message }) =>
        html`<tr><td class="number">${row}</td><td dir="auto">${link}</td><td>${message}</td></tr>`,
    )}</tbody></table></div>`,
  };
}
