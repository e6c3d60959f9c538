import { z } from 'zod';
import { html, type Insertable, type Markup } from '#card/html.ts';
import type { ApiCall } from '../../api-answer.ts';
import { readBox } from './box.ts';

const text = z.string().default('');

export const submitFormSchema = z.object({
  what: text,
  base: text,
  tags: text,
  collection: text,
  note: text,
  links: z.string().optional(),
  again: z.string().optional(),
});
export type SubmitForm = z.output<typeof submitFormSchema>;

export const emptySubmitForm = submitFormSchema.parse({});

/** What the API is to be asked, and which way; null where nothing was filled in. */
export function wishOf(form: SubmitForm): { kind: 'submission' | 'sheet'; call: ApiCall } | null {
  const boxed = readBox(form.what, form.base.trim());
  const collection = form.collection.trim();
  const options = {
    tags: form.tags
      .split(/[,\n]/)
      .map((tag) => tag.trim())
      .filter(Boolean),
    ...(collection !== '' && { collection }),
    ...(form.note.trim() !== '' && { note: form.note }),
    ...(form.links !== undefined && { links: true }),
    ...(form.again !== undefined && { maxAgeSeconds: 0 }),
  };
  switch (boxed.kind) {
    case 'nothing':
      return null;
    case 'request':
      return { kind: 'submission', call: post('/v1/submissions', { ...boxed.body, ...options }) };
    case 'sheet':
      return { kind: 'sheet', call: post('/v1/sheets', { csv: boxed.text, ...options }) };
  }
}

function post(path: string, body: Record<string, unknown>): ApiCall {
  return { method: 'POST', path, body };
}

/** The box that takes anything. */
export function renderSubmitForm(
  form: SubmitForm,
  at: (path: string) => string,
  problem: Insertable,
): Markup {
  const isOpened = form.tags + form.collection + form.note + form.base !== '' || form.links || form.again;
  return html`<form method="post" action="${at('/')}" class="panel submit" id="submit">
${problem}
<p class="field"><label for="what">What should be kept?</label>
<textarea id="what" name="what" rows="5" dir="auto" aria-describedby="what-help" spellcheck="false"
 placeholder="https://…" autofocus>${form.what}</textarea></p>
<p class="file"><label for="file">Or a file:</label><input id="file" type="file" accept=".csv,.tsv,.txt,.html,.htm,.xml,.md,text/*"></p>
<p class="help" id="what-help">A post’s or an article’s address, a list of them, an article’s HTML or text, or a sheet (CSV) with a column
of links. In an article, every embedded post is found and kept.</p>
<details${isOpened ? html` open` : ''}><summary>Options</summary>
<div class="fields">
<p class="field"><label for="tags">Tags</label><input id="tags" name="tags" value="${form.tags}" placeholder="war, hajin" dir="auto"></p>
<p class="field"><label for="collection">Collection</label><input id="collection" name="collection" value="${form.collection}" dir="auto"></p>
<p class="field"><label for="base">The article’s address, where HTML is pasted</label><input id="base" name="base" type="url" value="${form.base}" placeholder="https://…"></p>
<p class="field"><label for="note">Note</label><textarea id="note" name="note" rows="2" dir="auto">${form.note}</textarea></p>
</div>
<label class="check"><input type="checkbox" name="links"${form.links && html` checked`}> Also keep posts that an article merely links to</label>
<label class="check"><input type="checkbox" name="again"${form.again && html` checked`}> Capture again what was captured within the last hour</label>
</details>
<p class="actions"><button class="primary">Archive</button></p>
</form>`;
}
