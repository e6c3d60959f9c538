import type { Outcome } from '#domain/capture.ts';
import type { PostState } from '#domain/post.ts';

/** Forms by number (https://cldr.unicode.org/index/cldr-spec/plural-rules); `{count}` is the number. */
export type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/**
 * Every word of the card that is ours, in one language. What stands in braces is filled in; languages may move it, and leave
 * nothing out. Parts of the notice follow each other after a `·`, so they begin small where the language allows.
 */
export interface Messages {
  /** Of the page and of frames. */
  titles: { archived: string; notCaptured: string; archivedOf: string; notCapturedOf: string };

  words: {
    inReplyTo: string;
    anotherPost: string;
    cut: string;
    rest: string;
    quoted: string;
    quotedGone: string;
  };

  media: {
    sensitive: string;
    animation: string;
    descriptions: string;
    pictureUndescribed: string;
    videoUndescribed: string;
    sound: string;
    /** Words that a machine heard in a film. */
    automaticCaptions: string;
    stillOfVideo: string;
    pictureNotHeld: string;
    videoNotHeld: string;
    soundNotHeld: string;
    screenshotOfPost: string;
    screenshotOfPage: string;
  };

  poll: { title: string; votes: Plural; until: string };

  facts: {
    edited: string;
    asOfCapture: string;
    likes: Plural;
    reposts: Plural;
    replies: Plural;
    quotes: Plural;
    views: Plural;
    labelled: string;
    withheldIn: string;
    labels: Record<KnownLabel, string>;
  };

  notice: {
    /** How a capture of the original ended. */
    outcomes: Record<Outcome, string>;
    notYet: string;
    recovered: string;
    recoveredKept: string;
    webArchive: string;
    quotationKept: string;
    originals: Record<PostState, string | null>;
    seen: string;
    editedAfter: string;
    seeOriginal: string;
    originalAddress: string;
    evidence: string;
    notHeld: string;
  };

  quotation: { warning: string; explained: string; attributed: string; dated: string };

  /** Where nothing of a post can be shown. */
  empty: { notYet: string; absent: string; blocked: string; other: string };
}

export const knownLabels = [
  'sensitive',
  'live',
  'scheduled',
  'unlisted',
  'spoiler',
  'repost',
  'partial',
  'not-embeddable',
  'media-incomplete',
] as const;
export type KnownLabel = (typeof knownLabels)[number];
