/** What a test of a platform proves. */
export const aspects = ['identity', 'record', 'media', 'absence', 'screenshot'] as const;
export type Aspect = (typeof aspects)[number];

/** Asked in this order; each by the words in which the suites of `tests/platforms/` and its contract name their cases. */
const byWords: readonly (readonly [Aspect, RegExp])[] = [
  ['screenshot', /\bshows\b|\bis seen\b|is judged|is seen by|rendered page/i],
  [
    'identity',
    /\bURLs?\b|\bknows \S+:|\bleaves \S+:|the same id|the ids of others|times? of ids|tells the time|short link|share link|shared link|provisional|which post|whose a handle|short ids|tokens?\b|is a server|keeps its hash/i,
  ],
  [
    'absence',
    /concludes nothing|does not answer|network’s doing|obstacles|\bgone\b|cannot be seen|not there|says nothing|is no (?:answer|post)|not called|tombstone|deleted|removed|private|protected|suspended|not found|not available|unavailable|never or|blocked|\bage\b|login|log-in|challenge|trouble|40\d|410|429|50\d|unknown|unreadable|absent|refuse/i,
  ],
  [
    'media',
    /\bmedia\b|pictures?|photos?|videos? (?:file|message)|films?|files?|album|gallery|variants?|streams?|HLS|DASH|animation|voice|sticker|live\b|player/i,
  ],
];

/** A recording's truth says what a test proves that is held against it. */
export function aspectsOfTruth(truth: Readonly<Record<string, unknown>>): Aspect[] {
  if (truth.expandsTo !== undefined) return ['identity'];
  const saysNothing = ['mustNotBeTreatedAs', 'error', 'endpointGone', 'notDeleted', 'isPost'];
  if (truth.available === false || saysNothing.some((key) => truth[key] !== undefined)) return ['absence'];
  const media = [
    'media',
    'images',
    'bestVideo',
    'files',
    'hls',
    'poster',
    'ogImage',
    'ogVideo',
    'videoSrcStart',
  ];
  return media.some((key) => isSomething(truth[key])) ? ['record', 'media'] : ['record'];
}

/** Of a case that was made for a test: what its name tells; a case of none of these is about the record. */
export function aspectOfName(name: string): Aspect {
  return byWords.find(([, words]) => words.test(name))?.[0] ?? 'record';
}

function isSomething(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : typeof value === 'string' || Number(value ?? 0) > 0;
}
