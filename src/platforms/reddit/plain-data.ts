import { unescapeHtml } from '../reading/unescape-html.ts';

type Data = Record<string, unknown> & { id?: string | undefined };

/**
 * Where `raw_json=1` was not heeded, all words and addresses are escaped once. That shows in the HTML of the words, and in
 * the signed addresses of pictures, whose parameters no plain answer joins by `&amp;`.
 */
export function plainData(data: Data): Data {
  const { id, ...rest } = data;
  return isEscaped(data) ? { ...plainObject(rest), id } : data;
}

function isEscaped({ selftext_html, body_html, preview, media_metadata }: Data): boolean {
  const html = selftext_html ?? body_html;
  if (typeof html === 'string') return html.startsWith('&lt;');
  return /https:\/\/[^"]{1,500}&amp;s=/.test(JSON.stringify([preview, media_metadata]));
}

function plainObject(object: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, plainValue(value)]));
}

function plainValue(value: unknown): unknown {
  if (typeof value === 'string') return unescapeHtml(value);
  if (Array.isArray(value)) return value.map(plainValue);
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plainValue(each)]))
    : value;
}
