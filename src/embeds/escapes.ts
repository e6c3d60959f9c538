import { parseHtml } from '#domain/html.ts';

/** Character references resolved once; markup that is there already stays text. */
export function unescapeHtml(text: string): string {
  if (!text.includes('&')) return text;
  // In a text area nothing but its own end tag and references is markup.
  const guarded = text.replace(/<\/(?=textarea)/gi, '&lt;/');
  const content = parseHtml(`<textarea>${guarded}`).nodes[1];
  return content?.kind === 'text' ? content.text : text;
}

/** `\"`, `\/`, `\n` and `\u003c` of JSON and script literals resolved once; what is no escape stays. */
export function unescapeJson(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))/gs, (_, unit, byte, character) => {
    if (unit !== undefined || byte !== undefined)
      return String.fromCharCode(Number.parseInt(unit ?? byte, 16));
    return controls[character] ?? character;
  });
}

const controls: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: ' ', f: ' ' };
