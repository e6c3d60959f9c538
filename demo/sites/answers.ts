import type { RecordedAnswer } from '../../tests/support/recorded-web/recorded-web.ts';

export function html(body: string, status = 200): RecordedAnswer {
  return { status, body };
}

export const notFound = html('<!doctype html><title>Not found</title>', 404);

export function json(value: unknown, headers: Record<string, string> = {}): RecordedAnswer {
  return {
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  };
}

export function redirect(location: string): RecordedAnswer {
  return { status: 301, headers: { location } };
}

/** The recorded web answers its ranges. */
export function file(mediaType: string, body: Uint8Array): RecordedAnswer {
  return { headers: { 'content-type': mediaType }, body };
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
