import type { HtmlArticle, Place } from './article.ts';
import { unescapeHtml } from './escapes.ts';
import { plainHtmlOf } from './hidden-html.ts';

/** HTML that an article keeps as text until a reader consents or a script runs. */
export interface InnerHtml {
  /** The host's node, and which of its pieces this is. */
  place: Place;
  html: string;
  isFrame?: boolean;
}

const MIN_CHARACTERS = 20;

/** Text areas, script templates, `srcdoc` and `data-*` attributes. `template` and `noscript` are markup already. */
export function innerHtmlOf(article: HtmlArticle): InnerHtml[] {
  const inner: InnerHtml[] = [];
  const { nodes } = article.document;
  for (const [index, node] of nodes.entries()) {
    if (node.kind !== 'element' || article.claimed[index]) continue;
    if (holdsText(node.name) || (node.name === 'script' && isTemplate(node.attributes.type))) {
      const text = nodes[index + 1];
      const html = text?.kind === 'text' && text.parent === index ? plainHtmlOf(text.text) : null;
      if (html !== null) inner.push({ place: [index, inner.length], html });
    }
    for (const name in node.attributes) {
      const value = node.attributes[name] ?? '';
      if (value.length < MIN_CHARACTERS) continue;
      if (name === 'srcdoc') {
        inner.push({
          place: [index, inner.length],
          html: value.includes('<') ? value : unescapeHtml(value),
          isFrame: true,
        });
      } else if (keepsHtml(name) || (name === 'value' && node.attributes.type === 'hidden')) {
        const html = plainHtmlOf(value);
        if (html !== null) inner.push({ place: [index, inner.length], html });
      }
    }
  }
  return inner;
}

/** What stands between the tags of a frame is no markup to a browser; instant articles write their embeds there. */
function holdsText(name: string): boolean {
  return name === 'textarea' || name === 'iframe';
}

function keepsHtml(attribute: string): boolean {
  return attribute.startsWith('data-') || attribute === 'onclick';
}

function isTemplate(type: string | undefined): boolean {
  return /^text\/(?:template|plain|html|x-[\w-]*template)$/i.test(type?.trim() ?? '');
}
