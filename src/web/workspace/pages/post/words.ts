import type { CaptureState } from '#catalogue/catalogue.ts';
import type { ArtifactRole, Verdict } from '#domain/capture.ts';
import type { EditedField } from '#domain/edits.ts';
import type { Signal } from '#domain/look.ts';
import type { PostState } from '#domain/post.ts';
import type { RecordCounts } from '#domain/record.ts';

export const sourceNames: Record<CaptureState['source'], string> = {
  original: 'the original',
  archive: 'a web archive',
  quotation: 'an article’s quotation',
};

export const roleNames: Record<ArtifactRole, string> = {
  record: 'What the post says, as data',
  raw: 'The platform’s own answer',
  media: 'Media',
  screenshot: 'Picture of the post',
  'page-screenshot': 'Picture of the whole page',
  text: 'Text',
  wacz: 'Page archive',
  thumbnail: 'Small picture',
  manifest: 'Manifest',
};

export const countNames: Record<keyof RecordCounts, string> = {
  likes: 'Likes',
  reposts: 'Reposts',
  replies: 'Replies',
  quotes: 'Quotes',
  views: 'Views',
};

export const verdictNames: Record<Verdict['shows'], string> = {
  expected: 'shows the post',
  'wrong-post': 'shows another post',
  wall: 'shows a login wall',
  challenge: 'shows a check for robots',
  consent: 'shows a consent banner',
  blank: 'is blank',
  absence: 'shows that the post is gone',
  unchecked: 'not judged by its looks',
};

/** Within a sentence. */
export const editedFieldNames: Record<EditedField, string> = {
  text: 'the text',
  title: 'the title',
  media: 'the pictures and videos',
  author: 'the author',
  authorName: 'the author’s name',
  authorHandle: 'the author’s handle',
  avatar: 'the author’s picture',
  labels: 'the labels',
  poll: 'the poll',
  editedAt: 'the time of its last edit',
};

/** What is believed of the original, in a sentence. */
export const stateSentences: Record<PostState, string> = {
  live: 'The original was there when it was last looked at.',
  deleted: 'The original was deleted.',
  'account-gone': 'The original went with its author’s account.',
  suspended: 'The platform suspended the author’s account.',
  protected: 'The original was made private.',
  removed: 'The platform removed the original.',
  'login-gated': 'The original is shown only to those who log in.',
  'age-gated': 'The original is shown only after an age check.',
  'geo-blocked': 'The original is blocked in some countries.',
  'not-found': 'The original is not found; whether it was deleted, nobody says.',
  unknown: 'Nothing told yet whether the original is there.',
};

/** What one source said of it. */
export const signalWords: Record<string, string> = {
  live: 'it is there',
  deleted: 'it was deleted',
  'account-gone': 'the account is gone',
  suspended: 'the account is suspended',
  protected: 'it is private',
  removed: 'the platform removed it',
  'login-gated': 'it asks for a login',
  'age-gated': 'it asks for an age',
  'geo-blocked': 'it is blocked in some countries',
  'not-found': 'it is not found',
  unreachable: 'nothing: it could not be reached',
  'rate-limited': 'nothing: it asked us to wait',
  challenged: 'nothing: it took us for a robot',
  walled: 'nothing: it put a wall before it',
  unreadable: 'nothing that could be read',
} satisfies Record<Signal['says'], string>;
