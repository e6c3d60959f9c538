import type { PostRecord, QuotedRecord } from '#domain/record.ts';
import { dotted } from './dotted.ts';
import { findAvatar, type NamePrefix } from './held-media.ts';
import { html, type Markup } from './html.ts';
import { likenessOf } from './likeness.ts';
import { mediaSource } from './safe-url.ts';
import type { Setting } from './setting.ts';
import { renderLink } from './text.ts';

/** Who wrote it, and where. */
export function renderAuthor(
  record: PostRecord | QuotedRecord,
  setting: Setting,
  prefix: NamePrefix = '',
): Markup {
  return html`<div class="author">${renderAvatar(record, setting, prefix)}<div>${renderName(record)}</div></div>`;
}

function renderName({ author, platform, canonicalUrl }: PostRecord | QuotedRecord): Markup {
  const host = URL.parse(canonicalUrl)?.host || null;
  const name = author.name?.trim() || author.handle || host || platform;
  const place = likenessOf(platform).name ?? host;
  const beneath = dotted([
    author.handle && author.handle !== name && html`<bdi class="handle">@${author.handle}</bdi>`,
    place && place !== name && html`<bdi class="place">${place}</bdi>`,
  ]);
  return html`${renderLink(author.url, html`<bdi class="name">${name}</bdi>`)}<br>${beneath}`;
}

function renderAvatar(
  record: PostRecord | QuotedRecord,
  { capture, mediaUrl }: Setting,
  prefix: NamePrefix,
): Markup {
  const artifact = findAvatar(record, capture, prefix);
  const source = artifact ? mediaSource(mediaUrl(artifact.name)) : null;
  return source
    ? html`<img class="avatar" src="${source}" alt="" width="48" height="48" decoding="async">`
    : html`<span class="avatar" aria-hidden="true">${initialOf(record)}</span>`;
}

/** As readers see it: an emoji of several characters is one. */
function initialOf({ author, platform }: PostRecord | QuotedRecord): string {
  const name = (author.name?.trim() || author.handle || platform).trim();
  const [first] = graphemes.segment(name.slice(0, 40));
  return first?.segment.toUpperCase() ?? '?';
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
