import { z } from 'zod';
import { html, type Insertable, type Markup } from '#card/html.ts';
import type { HistoryItem, PostSummary } from '#catalogue/catalogue.ts';
import { signalSchema } from '#domain/capture.ts';
import { editedFields } from '#domain/edits.ts';
import { postStates } from '#domain/post.ts';
import { when } from '../../parts/time.ts';
import { stateBadge, statusBadge } from '../../parts/words.ts';
import type { PostPage } from './post-page.ts';
import { postPath } from './shown-post.ts';
import { renderSignals } from './state.ts';
import { editedFieldNames, sourceNames } from './words.ts';

const signalsIn = z.object({ signals: z.array(signalSchema) });
const captureIn = z.object({ captureId: z.string() });
const pairIn = z.object({ captureIds: z.tuple([z.string(), z.string()]) });
const fieldsIn = z.array(z.object({ field: z.enum(editedFields) }));
const decisionIn = z.object({ by: z.string().optional(), login: z.boolean().optional() });

/** What became of the post, the newest first, page by page. */
export function renderTimeline(page: PostPage): Markup {
  const { history, post, reads, at } = page;
  const { items, nextCursor } = history;
  // Who hid a post, and when, is between the archive and them.
  const shown = reads ? items : items.filter(({ kind }) => kind !== 'restriction');
  return html`<section aria-labelledby="timeline"><div class="bar"><h2 id="timeline">Timeline</h2>${
    holding(post) > 1 &&
    html`<a class="end" href="${at(postPath(post.postId, '/compare'))}">Compare captures</a>`
  }</div>
<ol class="timeline">${shown.map((item) => html`<li class="${item.kind}"><p class="quiet">${when(item.at)}</p>${renderItem(page, item)}</li>`)}</ol>
${nextCursor !== null && html`<p><a href="${at(`${postPath(post.postId)}?${new URLSearchParams({ before: nextCursor })}`)}#timeline">Older</a></p>`}
</section>`;
}

function holding({ captures }: PostSummary): number {
  return captures.filter(({ outcome }) => outcome === 'complete' || outcome === 'partial').length;
}

function renderItem(page: PostPage, item: HistoryItem): Insertable {
  switch (item.kind) {
    case 'capture':
      return renderCaptureItem(page, item);
    case 'state':
      return renderStateItem(item);
    case 'edit':
      return renderEditItem(page, item);
    case 'merge':
      return html`<p><code>${item.from}</code> turned out to be this post.</p>`;
    case 'restriction':
      return renderRestrictionItem(item);
  }
}

function renderCaptureItem({ post, capture, at }: PostPage, { evidence }: HistoryItem): Insertable {
  const id = captureIn.safeParse(evidence).data?.captureId;
  const held = post.captures.find((each) => each.id === id);
  if (id === undefined || held === undefined) {
    return html`<p>Captured.</p>`;
  }
  const isShown = id === capture?.id;
  return html`<p>${statusBadge(held.outcome)} <a href="${at(`${postPath(post.postId)}?capture=${id}`)}#capture"${isShown && html` aria-current="true"`}>Capture</a> from ${sourceNames[held.source]}${isShown && ', shown above'}</p>`;
}

function renderStateItem({ from, to, evidence }: HistoryItem): Insertable {
  const badge = (name: string | null) => {
    const state = postStates.find((each) => each === name);
    return state === undefined ? null : stateBadge(state);
  };
  const signals = signalsIn.safeParse(evidence).data?.signals ?? [];
  return html`<p>${from !== null && html`${badge(from)} → `}${badge(to)}</p>${
    signals.length > 0 && html`<details><summary>Who said so</summary>${renderSignals(signals)}</details>`
  }`;
}

function renderEditItem({ post, at }: PostPage, { evidence, diff }: HistoryItem): Insertable {
  const fields = fieldsIn.safeParse(diff).data?.map(({ field }) => field) ?? ['text' as const];
  const pair = pairIn.safeParse(evidence).data?.captureIds;
  const words = `Edited: ${fields.map((field) => editedFieldNames[field]).join(', ')}`;
  return pair === undefined
    ? html`<p>${words}</p>`
    : html`<p><a href="${at(postPath(post.postId, `/compare?${new URLSearchParams({ a: pair[0], b: pair[1] })}`))}">${words}</a></p>`;
}

function renderRestrictionItem({ to, evidence }: HistoryItem): Insertable {
  const { by, login } = decisionIn.safeParse(evidence).data ?? {};
  const who = login ? html`, as an operator’s login showed it` : by && html`, by <code>${by}</code>`;
  return html`<p>${to === 'restricted' ? 'Hidden from the public' : 'Shown to the public'}${who}.</p>`;
}
