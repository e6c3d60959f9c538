import type { HtmlArticle } from './finder.ts';

/** HTML that an article keeps as text until a reader consents or a script runs. */
export interface InnerHtml {
  /** Index of the host's node. */
  host: number;
  html: string;
}

/** Only what can hold an embed is parsed again. */
const promising = /<(?:blockquote|iframe|amp-|twitterwidget|video)/i;
const MIN_CHARACTERS = 20;

/** Text areas, script templates, `srcdoc` and `data-*` attributes. `template` and `noscript` are markup already. */
export function innerHtmlOf(article: HtmlArticle): InnerHtml[] {
  const inner: InnerHtml[] = [];
  for (const [index, node] of article.document.nodes.entries()) {
    if (node.kind !== 'element' || article.claimed[index]) continue;
    if (node.name === 'textarea' || (node.name === 'script' && isTemplate(node.attributes.type))) {
      const text = article.document.nodes[index + 1];
      if (text?.kind === 'text' && promising.test(text.text)) inner.push({ host: index, html: text.text });
    }
    for (const [name, value] of Object.entries(node.attributes)) {
      if (value.length < MIN_CHARACTERS || !(name === 'srcdoc' || name.startsWith('data-'))) continue;
      if (promising.test(value)) inner.push({ host: index, html: value });
    }
  }
  return inner;
}

function isTemplate(type: string | undefined): boolean {
  return /^text\/(?:template|plain|html|x-[\w-]*template)$/i.test(type?.trim() ?? '');
}
