/** The path where it is one of ours to go on to; else `/`. No address of another site, however it is written. */
export function ownPath(next: string | undefined): string {
  const base = 'http://own.invalid';
  const url = next?.startsWith('/') ? URL.parse(next, base) : null;
  return url !== null && url.origin === base && !url.pathname.startsWith('//')
    ? `${url.pathname}${url.search}`
    : '/';
}
