import type { PostRecord } from '#domain/record.ts';
import { fillText } from './fill.ts';
import { html, type Markup } from './html.ts';
import { renderRecord } from './record.ts';
import { renderScreenshot } from './screenshot.ts';
import type { Setting } from './setting.ts';

/** A page of the web is shown by its title, the beginning of its text and its picture. */
export function renderPage(record: PostRecord, setting: Setting): Markup {
  const page = record.title ?? record.canonicalUrl;
  const alt = fillText(setting.locale.messages.media.screenshotOfPage, { page });
  return html`${renderRecord({ ...record, title: page }, setting)}${renderScreenshot(setting, alt)}`;
}
