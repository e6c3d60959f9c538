/** The URL where it may be a link of a card; null for `javascript:`, `data:`, relative and broken ones. */
export function linkTarget(url: string | null | undefined): string | null {
  const parsed = url ? URL.parse(url) : null;
  return parsed && (parsed.protocol === 'https:' || parsed.protocol === 'http:') ? parsed.href : null;
}

/** The path where it is one of ours, so that it may be a link of a card. Browsers drop tabs and line breaks from URLs. */
export function ownPath(url: string | null | undefined): string | null {
  return url && /^\/(?![/\\])[\x21-\x7e]*$/.test(url) ? url : null;
}

/** The URL where it may be a picture or a video of a card: a path of ours, or bytes carried along. */
export function mediaSource(url: string | null): string | null {
  return url && /^data:(image|video|audio)\/[\w.+-]+;base64,/.test(url) ? url : ownPath(url);
}
