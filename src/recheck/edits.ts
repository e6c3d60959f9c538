import type { Author, Medium, PostRecord } from '#domain/record.ts';

export interface Edit {
  field: 'text' | 'title' | 'media' | 'author' | 'editedAt';
  from: string | null;
  to: string | null;
}

/**
 * What a reader of the post would find changed between two looks. Counts, expiring URLs and display names change all the
 * time and are no edit; what one of the looks does not state is no difference.
 */
export function edits(before: PostRecord, after: PostRecord): Edit[] {
  const found: Edit[] = [];
  if (!sameText(before, after)) {
    found.push({ field: 'text', from: before.text, to: after.text });
  }
  if (differs(before.title, after.title, normalise)) {
    found.push({ field: 'title', from: before.title, to: after.title });
  }
  if (!sameMedia(before.media, after.media)) {
    found.push({ field: 'media', from: describeMedia(before.media), to: describeMedia(after.media) });
  }
  if (!sameAuthor(before.author, after.author)) {
    found.push({ field: 'author', from: describeAuthor(before.author), to: describeAuthor(after.author) });
  }
  if (differs(before.editedAt, after.editedAt, toInstant)) {
    found.push({ field: 'editedAt', from: before.editedAt, to: after.editedAt });
  } else if (before.editedAt === null && after.editedAt !== null) {
    found.push({ field: 'editedAt', from: null, to: after.editedAt });
  }
  return found;
}

function sameText(before: PostRecord, after: PostRecord): boolean {
  const [old, now] = [normalise(before.text), normalise(after.text)];
  if (before.textTruncated && after.textTruncated) {
    return old.startsWith(withoutEllipsis(now)) || now.startsWith(withoutEllipsis(old));
  }
  if (before.textTruncated) {
    return now.startsWith(withoutEllipsis(old));
  }
  return after.textTruncated ? old.startsWith(withoutEllipsis(now)) : old === now;
}

function sameMedia(before: Medium[], after: Medium[]): boolean {
  return (
    before.length === after.length &&
    before.every((medium, index) => {
      const other = after[index];
      return other !== undefined && medium.kind === other.kind && !differs(medium.alt, other.alt, normalise);
    })
  );
}

/** By id where both have one, as handles can be given up and taken by others. */
function sameAuthor(before: Author, after: Author): boolean {
  if (before.id !== null && after.id !== null) {
    return before.id === after.id;
  }
  return !differs(before.handle, after.handle, (handle) => handle.toLowerCase());
}

function differs(
  before: string | null,
  after: string | null,
  comparable: (value: string) => string,
): boolean {
  return before !== null && after !== null && comparable(before) !== comparable(after);
}

function normalise(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, ' ').trim();
}

function withoutEllipsis(text: string): string {
  return text.replace(/\s*(…|\.\.\.)$/u, '');
}

function toInstant(time: string): string {
  return new Date(time).toISOString();
}

function describeMedia(media: Medium[]): string {
  return media.map(({ kind, alt }) => (alt === null ? kind : `${kind} (${alt})`)).join(', ');
}

function describeAuthor({ handle, name, id }: Author): string | null {
  return handle ?? name ?? id;
}
