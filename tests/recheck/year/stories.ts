import type { PostState } from '#domain/post.ts';

const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** What X's two sources say of a post for a while, and what a person who knew would say of it. */
export interface Phase {
  /** Since the year began; until the next phase. */
  fromMs: number;
  truth: PostState;
  /** How many independent sources say so: one alone has to say it twice. */
  sources: 1 | 2;
  says: 'shown' | 'deleted' | 'not-found' | 'protected' | 'suspended' | 'half-deleted' | 'hiccup';
  text?: string;
  handle?: string;
}

export interface Story {
  name: string;
  /** Told of the post in the whole year, beside what every first capture tells. */
  events: string[];
  captures: number;
  phases: Phase[];
}

const shown = { truth: 'live', sources: 2, says: 'shown' } as const;
/** At what hour of the year something happens differs from post to post. */
type At = (days: number) => number;

/** A year in the life of a post. */
export const stories: readonly ((at: At) => Story)[] = [
  () => ({ name: 'stays', events: [], captures: 1, phases: [{ ...shown, fromMs: 0 }] }),
  (at) => ({
    name: 'is edited twice',
    events: ['post.edited', 'post.edited'],
    captures: 3,
    phases: [
      { ...shown, fromMs: 0 },
      { ...shown, fromMs: at(2), text: 'the words as they were mended' },
      { ...shown, fromMs: at(120), text: 'the words as they were mended again' },
    ],
  }),
  (at) => ({
    name: 'is deleted',
    events: ['post.state-changed', 'post.deleted'],
    captures: 1,
    phases: [
      { ...shown, fromMs: 0 },
      { fromMs: at(9), truth: 'deleted', sources: 2, says: 'deleted' },
    ],
  }),
  (at) => ({
    name: 'is gone, and comes back',
    events: ['post.state-changed', 'post.deleted', 'post.state-changed', 'post.restored'],
    captures: 1,
    phases: [
      { ...shown, fromMs: 0 },
      { fromMs: at(30), truth: 'deleted', sources: 2, says: 'not-found' },
      { ...shown, fromMs: at(100) },
    ],
  }),
  (at) => ({
    name: 'is protected for a season',
    events: ['post.state-changed', 'post.state-changed', 'post.restored'],
    captures: 1,
    phases: [
      { ...shown, fromMs: 0 },
      { fromMs: at(60), truth: 'protected', sources: 2, says: 'protected' },
      { ...shown, fromMs: at(140) },
    ],
  }),
  (at) => ({
    name: 'is suspended with its account',
    events: ['post.state-changed'],
    captures: 1,
    phases: [
      { ...shown, fromMs: 0 },
      { fromMs: at(45), truth: 'suspended', sources: 1, says: 'suspended' },
    ],
  }),
  (at) => ({
    name: 'has an author who takes another name',
    events: ['post.edited'],
    captures: 2,
    phases: [
      { ...shown, fromMs: 0 },
      { ...shown, fromMs: at(75), handle: 'renamed' },
    ],
  }),
  (at) => ({
    name: 'is deleted, as one source alone can tell',
    events: ['post.state-changed', 'post.deleted'],
    captures: 1,
    phases: [
      { ...shown, fromMs: 0 },
      { fromMs: at(20), truth: 'deleted', sources: 1, says: 'half-deleted' },
    ],
  }),
  (at) => ({
    name: 'is said to be deleted once by mistake',
    events: [],
    captures: 1,
    phases: [
      { ...shown, fromMs: 0 },
      { fromMs: at(40), truth: 'live', sources: 2, says: 'hiccup' },
    ],
  }),
];

/** Times at which X answers nobody: none of them says anything of any post. */
export const blackouts: readonly {
  fromMs: number;
  untilMs: number;
  says: 'limit' | 'challenge' | 'wall' | 'outage';
}[] = [
  { fromMs: 3 * dayMs, untilMs: 3 * dayMs + 8 * hourMs, says: 'limit' },
  { fromMs: 37 * dayMs, untilMs: 38 * dayMs, says: 'challenge' },
  { fromMs: 66 * dayMs, untilMs: 67 * dayMs, says: 'wall' },
  { fromMs: 130 * dayMs, untilMs: 131 * dayMs, says: 'outage' },
  { fromMs: 250 * dayMs, untilMs: 250 * dayMs + 12 * hourMs, says: 'limit' },
];

/** Posts of one account are told the same story, so many of them. */
const postsAnAccount = 5;

export interface ActedPost {
  postId: string;
  author: { id: string; handle: string };
  story: Story;
}

export function actedPost(number: number, alone: boolean): ActedPost {
  const account = alone ? number : Math.floor(number / postsAnAccount);
  const make = stories[account % stories.length] ?? stories[0];
  // The whole account meets its fate at once.
  const shiftMs = (account * 7919 * 60_000) % dayMs;
  const story = make?.((days) => days * dayMs + shiftMs);
  if (story === undefined) {
    throw new Error('there is no story');
  }
  return {
    postId: `x:${1_072_857_000_000_000_000n + BigInt(number)}`,
    author: { id: String(1000 + account), handle: `author${account}` },
    story,
  };
}

export function phaseOf({ phases }: Story, sinceMs: number): Phase {
  const phase = phases.findLast(({ fromMs }) => fromMs <= sinceMs);
  if (phase === undefined) {
    throw new Error('the story has not begun');
  }
  return phase;
}
