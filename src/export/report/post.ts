import { html, type Markup } from '#card/html.ts';
import { renderText } from '#card/text.ts';
import type { HistoryItem } from '#catalogue/catalogue.ts';
import type { PostState } from '#domain/post.ts';
import type { PostCustody, StoredStatement } from '../custody.ts';
import { address, code, factList, list, moment, quoted, table } from './parts.ts';
import { stateWords } from './words.ts';

type CallerName = (id: string | null) => Promise<string>;

/** A post, and what became of it; its captures follow, and then the section's end. */
export async function renderPost(
  { post, history, statements }: PostCustody,
  callerName: CallerName,
): Promise<Markup> {
  const { author, quotation } = post;
  const words = post.text ?? quotation?.text ?? null;
  return html`<section class="post" id="${anchorOf(post.postId)}" aria-label="${post.postId}">
<p class="kicker">Post · ${post.platform}</p>
<h2><bdi>${author?.name ?? author?.handle ?? post.canonicalUrl}</bdi>${author?.handle && author.name && html` <span class="quiet">@${author.handle}</span>`}</h2>
${words && html`<blockquote class="said" lang="${post.language ?? ''}">${renderText(words, [])}</blockquote>`}
${post.text === null && words !== null && html`<p class="quiet">These are words that an article quotes; the post’s own were not seen.</p>`}
${
  post.restricted &&
  html`<p class="notice">This post is restricted: it is hidden from the public, while its bytes and proof are kept.</p>`
}
${factList([
  ['Address', address(post.canonicalUrl)],
  ['Identified as', code(post.postId)],
  ['Also known as', post.aliases.length > 0 && list(post.aliases.map(code))],
  ['Published', moment(post.publishedAt)],
  [
    'Believed now',
    html`${stateWords[post.state]}${post.stateSince && html`, seen first ${moment(post.stateSince)}`}`,
  ],
  ['Edited', post.editedAt && html`seen ${moment(post.editedAt)}`],
  ['Labels', post.labels.join(', ')],
  ['Tags', quoted(post.tags.join(', '))],
  ['Collection', quoted(post.collection)],
  ['Note', quoted(post.note)],
])}
${table({ caption: 'What became of it', columns: ['When', 'What', 'How it is known'], className: 'events' }, await historyRows(history, callerName))}
${table({ caption: 'Decisions about it, signed', columns: ['When', 'What', 'By whom, and why'], className: 'events' }, await statementRows(statements, callerName))}
`;
}

/** For links within the report. */
export function anchorOf(id: string): string {
  return `at-${id.replace(/[^\w-]+/g, '-')}`;
}

async function historyRows(history: HistoryItem[], callerName: CallerName) {
  return Promise.all(
    history.map(async (item) => [moment(item.at), whatOf(item), await evidenceOf(item, callerName)]),
  );
}

function whatOf({ kind, from, to }: HistoryItem): Markup {
  switch (kind) {
    case 'capture':
      return html`Captured: ${to}`;
    case 'state':
      return html`${from === null ? 'Seen' : 'State changed'}: ${stateOf(to)}${from !== null && html`, before ${stateOf(from)}`}`;
    case 'edit':
      return html`Its text changed`;
    case 'merge':
      return html`Known to be the same as ${code(from)}`;
    case 'restriction':
      return html`Made ${to}`;
  }
}

async function evidenceOf({ kind, evidence, diff }: HistoryItem, callerName: CallerName) {
  const known = asObject(evidence);
  if (kind === 'edit') {
    const { removed, inserted } = asObject(diff);
    return html`${textOf(removed) && html`<p>Gone: <del dir="auto">${textOf(removed)}</del></p>`}${textOf(inserted) && html`<p>New: <ins dir="auto">${textOf(inserted)}</ins></p>`}`;
  }
  if (kind === 'restriction' && 'by' in known) {
    return html`by ${await callerName(textOf(known.by))}`;
  }
  if (kind === 'state' && Array.isArray(known.signals)) {
    return html`${known.signals.map((signal: unknown) => {
      const { source, says, detail } = asObject(signal);
      return html`<p>${textOf(source)} said ${textOf(says)}${textOf(detail) && html`: ${quoted(textOf(detail))}`}</p>`;
    })}`;
  }
  return code(textOf(known.captureId));
}

async function statementRows(statements: StoredStatement[], callerName: CallerName) {
  return Promise.all(
    statements.map(async ({ sha256, said }) => [
      moment(said.at),
      said.kind === 'restriction'
        ? said.restricted
          ? 'Restricted'
          : 'Published again'
        : 'Purged: its bytes were deleted',
      html`<p>${await callerName(said.by)}</p>${said.reason && html`<p>${quoted(said.reason)}</p>`}<p>Statement ${code(sha256)}</p>`,
    ]),
  );
}

function stateOf(state: string | null): string {
  return state !== null && isState(state) ? stateWords[state] : (state ?? '');
}

function isState(text: string): text is PostState {
  return Object.hasOwn(stateWords, text);
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
