import type { HtmlDocument } from '#domain/html.ts';
import { hostOf, isWithin, segmentsOf } from '#domain/url.ts';

const consentHosts = [
  'consent.youtube.com',
  'consent.google.com',
  'consent.yahoo.com',
  'guce.yahoo.com',
  'guce.advertising.com',
];
const loginSegments = /^(?:log-?in|sign-?in|authwall|checkpoint|sso)(?:\.(?:php|html|aspx))?$/i;
const returnParameters = [
  'next',
  'continue',
  'return',
  'return_to',
  'returnurl',
  'redirect',
  'redirect_uri',
  'redirect_to',
  'dest',
  'session_redirect',
];
const MAX_REFRESH_TEXT_CHARACTERS = 300;

/** In words, when a page with a good status stands between us and the page that was asked for; null when it is the page. */
export function interstitialIn(askedUrl: string, finalUrl: string, document: HtmlDocument): string | null {
  const asked = new URL(askedUrl);
  const final = new URL(finalUrl);
  if (consentHosts.some((host) => isWithin(hostOf(final), host)) && hostOf(asked) !== hostOf(final)) {
    return `asks for consent at ${hostOf(final)}`;
  }
  if (isLogin(final) && !isLogin(asked)) return `asks to log in at ${hostOf(final)}`;
  if (leadsHome(asked, final)) return 'leads to the front page of the site';
  const refresh = refreshOf(document);
  return refresh === null ? null : `refreshes to ${refresh}`;
}

/** A box to log in is on most pages; a page *for* logging in has it in its path, and usually says where to return. */
function isLogin(url: URL): boolean {
  const segments = segmentsOf(url);
  const last = segments.at(-1) ?? '';
  if (loginSegments.test(last)) return true;
  const returns = [...url.searchParams.keys()].some((name) => returnParameters.includes(name.toLowerCase()));
  return returns && segments.some((segment) => loginSegments.test(segment));
}

function leadsHome(asked: URL, final: URL): boolean {
  const wasPage = segmentsOf(asked).length > 0;
  return wasPage && hostOf(asked) === hostOf(final) && final.pathname === '/' && final.search === '';
}

/** Pages that only send the reader on: a refresh at once, and hardly a word. */
function refreshOf(document: HtmlDocument): string | null {
  let characters = 0;
  let target: string | null = null;
  for (const [index, node] of document.nodes.entries()) {
    if (node.kind === 'text') {
      const parent = document.nodes[node.parent];
      const isRead = parent?.kind !== 'element' || !/^(?:script|style|title)$/.test(parent.name);
      if (isRead && index > 0) characters += node.text.trim().length;
    } else if (node.name === 'meta' && /^refresh$/i.test(node.attributes['http-equiv'] ?? '')) {
      const match = /^\s*[0-5](?:\.\d+)?\s*[;,]\s*url\s*=\s*["']?([^"']+)/i.exec(
        node.attributes.content ?? '',
      );
      target ??= match?.[1]?.trim() ?? null;
    }
    if (characters > MAX_REFRESH_TEXT_CHARACTERS) return null;
  }
  return target;
}
