import { html, type Markup } from '#card/html.ts';
import { type CardLanguage, chooseLanguage } from '#card/language.ts';
import { type CardTheme, cardThemes } from '#card/render-card.ts';
import type { FrameSize } from './card-frame.ts';

/** How a framed card looks; whoever frames it says so, since its height follows from the language. */
export interface FrameLook {
  language: CardLanguage;
  theme: CardTheme;
}

/** As a request has it. */
export interface AskedLook {
  lang?: string | undefined;
  theme?: string | undefined;
  acceptLanguage?: string | undefined;
}

/** Articles are light unless somebody says otherwise. */
export function frameLookOf({ lang, theme, acceptLanguage }: AskedLook): FrameLook {
  return {
    language: chooseLanguage(lang, acceptLanguage),
    theme: cardThemes.find((each) => each === theme) ?? 'light',
  };
}

/** `cardUrl` is without a query. */
export function frameUrl(cardUrl: string, { language, theme }: FrameLook): string {
  return `${cardUrl}?format=frame&lang=${language}${theme === 'auto' ? '' : `&theme=${theme}`}`;
}

/** A frame whose scheme is not its card's would paint a ground behind it. */
const colorSchemes: Record<CardTheme, string> = { auto: 'light dark', light: 'light', dark: 'dark' };

/** `frameborder`, since WordPress drops the style of whom it does not know. */
export function renderFrame(
  cardUrl: string,
  title: string,
  { width, height }: FrameSize,
  look: FrameLook,
): Markup {
  return html`<iframe src="${frameUrl(cardUrl, look)}" width="${width}" height="${height}" title="${title}" frameborder="0" sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox" allow="fullscreen" referrerpolicy="no-referrer" loading="lazy" style="border:0;max-width:100%;color-scheme:${colorSchemes[look.theme]}"></iframe>`;
}
