import type { PostRecord, QuotedRecord } from '#domain/record.ts';
import { type HeldMedium, type NamePrefix, pairMedia } from './held-media.ts';
import { html, type Markup } from './html.ts';
import { likenessOf } from './likeness.ts';
import { descriptionOf, isShown, renderMedium } from './medium.ts';
import type { Setting } from './setting.ts';
import { languageTag } from './text.ts';

/** The pictures and videos of a record, from the capture's own artifacts only. */
export function renderMedia(
  record: PostRecord | QuotedRecord,
  setting: Setting,
  prefix: NamePrefix = '',
): Markup | null {
  if (record.media.length === 0) {
    return null;
  }
  const held = pairMedia(record, setting.capture, prefix);
  const figures = held.map((each) => renderMedium(each, setting));
  const media = html`<div class="${classesOf(record, held, setting)}">${figures}</div>`;
  return record.labels.includes('sensitive')
    ? html`<details class="veil"><summary>${setting.locale.messages.media.sensitive}</summary>${media}</details>`
    : media;
}

/** Several pictures share one room as the platform has them do; with anything that plays, each has its own. */
function classesOf(record: PostRecord | QuotedRecord, held: HeldMedium[], setting: Setting): string {
  return held.length > 1 &&
    held.every((each) => each.medium.kind === 'photo' && each.main && isShown(each, setting))
    ? `media mosaic ${numbers[held.length] ?? 'many'} ${likenessOf(record.platform).mosaic}`
    : 'media';
}

const numbers: Record<number, string> = { 2: 'two', 3: 'three', 4: 'four' };

/** What the author wrote for those who cannot see, for everybody: it often says more than the picture. */
export function renderDescriptions(
  record: PostRecord | QuotedRecord,
  setting: Setting,
  prefix: NamePrefix = '',
): Markup | null {
  const descriptions = pairMedia(record, setting.capture, prefix)
    .filter((held) => isShown(held, setting))
    .flatMap((held) => descriptionOf(held) ?? []);
  return descriptions.length === 0
    ? null
    : html`<details class="more"><summary>${setting.locale.messages.media.descriptions}</summary><div lang="${languageTag(record.language) ?? ''}">${descriptions.map((description) => html`<p dir="auto">${description}</p>`)}</div></details>`;
}
