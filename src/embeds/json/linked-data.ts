import type { Quotation } from '#domain/embed.ts';
import type { JsonString } from './strings.ts';

/** What of a JSON-LD document names a post that the page shows. */
export interface NamedInData {
  value: string;
  quotation: Quotation | null;
}

/** `embedUrl` and `contentUrl` of a VideoObject, `url` of a SocialMediaPosting that is not the page itself. */
export function namedInLinkedData({ key, value, holder }: JsonString): NamedInData | null {
  if (holder === null) return null;
  const type = [holder['@type']].flat().join(' ');
  if (/\b(?:VideoObject|Clip|AudioObject|MediaObject)\b/.test(type) && /^(?:embed|content)url$/i.test(key)) {
    return { value, quotation: null };
  }
  if (
    /\b(?:SocialMediaPosting|DiscussionForumPosting)\b/.test(type) &&
    /^(?:url|@id|mainEntityOfPage)$/.test(key)
  ) {
    return { value, quotation: quotationOf(holder) };
  }
  return null;
}

function quotationOf(holder: Readonly<Record<string, unknown>>): Quotation | null {
  const text = stringOf(holder.articleBody ?? holder.text);
  const author = [holder.author].flat()[0];
  const named = typeof author === 'object' && author !== null ? author : {};
  const name = 'name' in named ? stringOf(named.name) : stringOf(author);
  const alternate = 'alternateName' in named ? stringOf(named.alternateName) : null;
  const date = /^(\d{4}-\d{2}-\d{2})(?!\d)/.exec(stringOf(holder.datePublished) ?? '')?.[1] ?? null;
  const isDate =
    date !== null && !Number.isNaN(Date.parse(date)) && new Date(date).toISOString().startsWith(date);
  if (text === null && name === null) return null;
  return {
    text,
    authorName: name,
    authorHandle: alternate?.replace(/^@/, '') || null,
    date: isDate ? date : null,
  };
}

function stringOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}
