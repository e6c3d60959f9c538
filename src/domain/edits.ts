import type { Author, Medium, PostRecord, RecordCounts } from './record.ts';

export const editedFields = [
  'text',
  'title',
  'media',
  'author',
  'authorName',
  'authorHandle',
  'avatar',
  'labels',
  'poll',
  'editedAt',
] as const;
export type EditedField = (typeof editedFields)[number];

/** One thing of a post that is another now; in words a reader understands. */
export interface Edit {
  field: EditedField;
  from: string | null;
  to: string | null;
}

/** What an account says of itself stands beside all its posts: it is no change of what one of them says. */
export const profileFields: ReadonlySet<EditedField> = new Set(['authorName', 'authorHandle', 'avatar']);

/**
 * What a reader of the post would find changed between two looks. Counts and expiring URLs change all the time and are no
 * edit; what one of the looks does not state is no difference. Of a page of the web its own words alone are compared: what
 * stands around them is another at every visit.
 */
export function edits(before: PostRecord, after: PostRecord): Edit[] {
  const text = sameText(before, after) ? [] : [{ field: 'text', from: before.text, to: after.text } as const];
  return before.platform === 'web' ? text : [...text, ...otherEdits(before, after)];
}

/** Counts that both looks state, and that are not the same. */
export function countChanges(
  before: RecordCounts,
  after: RecordCounts,
): { count: keyof RecordCounts; from: number; to: number }[] {
  return (['likes', 'reposts', 'replies', 'quotes', 'views'] as const).flatMap((count) => {
    const [from, to] = [before[count], after[count]];
    return from !== null && to !== null && from !== to ? [{ count, from, to }] : [];
  });
}

function otherEdits(before: PostRecord, after: PostRecord): Edit[] {
  return [
    ...whereDiffers('title', before.title, after.title, normalise),
    ...(sameMedia(before.media, after.media)
      ? []
      : [{ field: 'media', from: describeMedia(before.media), to: describeMedia(after.media) } as const]),
    ...authorEdits(before.author, after.author),
    ...whereDiffers('labels', describeLabels(before), describeLabels(after), (labels) => labels),
    ...whereDiffers('poll', describePoll(before.poll), describePoll(after.poll), normalise),
    ...editedAtEdits(before, after),
  ];
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

function authorEdits(before: Author, after: Author): Edit[] {
  if (!sameAuthor(before, after)) {
    return [{ field: 'author', from: describeAuthor(before), to: describeAuthor(after) }];
  }
  return [
    ...whereDiffers('authorName', before.name, after.name, normalise),
    ...whereDiffers('authorHandle', before.handle, after.handle, (handle) => handle.toLowerCase()),
    ...whereDiffers('avatar', before.avatarUrl, after.avatarUrl, pictureOf),
  ];
}

/** By id where both have one, as handles can be given up and taken by others. */
function sameAuthor(before: Author, after: Author): boolean {
  if (before.id !== null && after.id !== null) {
    return before.id === after.id;
  }
  return !differs(before.handle, after.handle, (handle) => handle.toLowerCase());
}

/** The last part of its path, without sizes: hosts, signatures and formats of one picture differ from answer to answer. */
function pictureOf(url: string): string {
  const name = URL.parse(url)?.pathname.split('/').filter(Boolean).at(-1) ?? url;
  return name.replace(/[=~@].*$|_(?:normal|bigger|mini|\d+x\d+)(?=\.)|\.[a-z]{3,4}$/giu, '');
}

/** How much of a post was read, and how it may be shown elsewhere, is not said by the post. */
const besideThePost: ReadonlySet<string> = new Set([
  'partial',
  'media-incomplete',
  'processing',
  'not-embeddable',
]);

function describeLabels({ labels }: PostRecord): string {
  return labels
    .filter((label) => !besideThePost.has(label))
    .toSorted()
    .join(', ');
}

/** Its options; who voted for them is a count. */
function describePoll(poll: PostRecord['poll']): string | null {
  return poll === null ? null : poll.options.map(({ label }) => label).join(' / ');
}

function editedAtEdits(before: PostRecord, after: PostRecord): Edit[] {
  const isNew = before.editedAt === null && after.editedAt !== null;
  return isNew || differs(before.editedAt, after.editedAt, toInstant)
    ? [{ field: 'editedAt', from: before.editedAt, to: after.editedAt }]
    : [];
}

function whereDiffers(
  field: EditedField,
  from: string | null,
  to: string | null,
  comparable: (value: string) => string,
): Edit[] {
  return differs(from, to, comparable) ? [{ field, from, to }] : [];
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
