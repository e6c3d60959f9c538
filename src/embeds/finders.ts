import type { HtmlFinder, TextFinder } from './finder.ts';
import { blockquotes } from './forms/blockquote.ts';
import { elements } from './forms/element.ts';
import { iframes } from './forms/iframe.ts';
import { links } from './forms/link.ts';
import { metas } from './forms/meta.ts';
import { scripts } from './forms/script.ts';
import { textLinks } from './forms/text-links.ts';
import { textQuotations } from './forms/text-quotation.ts';
import { videos } from './forms/video.ts';
import { widgets } from './forms/widgets.ts';
import { wrappers } from './forms/wrapper.ts';

/** Asked in this order; what one has explained the later ones leave alone. One line a form. */
export const htmlFinders: readonly HtmlFinder[] = [
  widgets,
  blockquotes,
  elements,
  iframes,
  videos,
  scripts,
  metas,
  wrappers,
];
/** Asked of the text that is left, in plain texts and pages alike. */
export const textFinders: readonly TextFinder[] = [textQuotations, textLinks];
/** Asked last, of pages: mere links. */
export const lastHtmlFinders: readonly HtmlFinder[] = [links];
