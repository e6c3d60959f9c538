/**
 * The key that an index is sorted by: `com,example)/path?a=1&b=2`, as warcio and wabac make it. The scheme and `www.` go,
 * everything is lower case, the host is reversed, the query's parts are sorted. What is no http address stays as it is.
 */
export function surt(url: string): string {
  if (!/^https?:/.test(url)) {
    return url;
  }
  const plain = url.replace(/^(https?:\/\/)www\d*\./, '$1').toLowerCase();
  if (!URL.canParse(plain)) {
    return url;
  }
  const { hostname, port, pathname, search } = new URL(plain);
  const host = hostname.split('.').reverse().join(',');
  const query = search === '' ? '' : `?${search.slice(1).split('&').sort().join('&')}`;
  return `${host}${port === '' ? '' : `:${port}`})${pathname}${query}`;
}
