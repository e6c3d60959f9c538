import { segmentsOf } from '#domain/url.ts';
import type { ArchivedAddress, ArchivedForms } from '../archived.ts';
import type { Target } from '../platform.ts';
import { digitsOfIdsBetween, timeOfId } from './snowflake.ts';
import { statusIdOf } from './urls.ts';

/** Archives take `www.` and both schemes for one; the rest were archived apart. */
const hosts = ['twitter.com', 'x.com', 'mobile.twitter.com'];

/** Pages of X as archives have them: under the author's handle, as data, and as the answers behind embeds. */
export const archived: ArchivedForms = {
  addresses,
  addressesOf: (handle, { fromMs, toMs }) => {
    const digits = digitsOfIdsBetween(fromMs, toMs);
    return hosts.map((host) => ({ url: `https://${host}/${handle}/status/${digits}`, match: 'prefix' }));
  },
  read: async (answer, target) => (await import('./archived-answer.ts')).readArchived(answer, target),
  timeOf: (postId) => timeOfId(statusIdOf(postId) ?? ''),
};

function addresses({ postId, foundUrl }: Target, handle: string | null): ArchivedAddress[] {
  const id = statusIdOf(postId) ?? '';
  const handles = [...new Set([handle, handleIn(foundUrl)])].filter((known) => known !== null);
  const pages = hosts.flatMap((host) => [
    // What follows the id (`/photo/1`, `?s=20`) is of the same post.
    ...handles.map((known) => ({ url: `https://${host}/${known}/status/${id}`, match: 'prefix' }) as const),
    { url: `https://${host}/i/web/status/${id}`, match: 'exact' } as const,
    { url: `https://${host}/i/status/${id}`, match: 'exact' } as const,
  ]);
  return [{ url: `https://cdn.syndication.twimg.com/tweet-result?id=${id}`, match: 'prefix' }, ...pages];
}

/** `twitter.com/<handle>/status/…` */
function handleIn(foundUrl: string | null | undefined): string | null {
  const url = URL.parse(foundUrl ?? '');
  const [first = '', second = ''] = url === null ? [] : segmentsOf(url);
  return /^status(?:es)?$/i.test(second) && /^(?!i$)\w{1,20}$/i.test(first) ? first : null;
}
