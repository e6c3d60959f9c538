import type { Absence, Obstacle } from '#domain/post.ts';
import type { Playability, PlayerAnswer, TextAnswer } from './schemas.ts';

export type Playing =
  | { kind: 'live'; labels: string[]; words: string }
  /** `positive` is false where the player says no more than that there is nothing to play. */
  | { kind: 'absent'; absence: Absence; positive: boolean; words: string }
  | { kind: 'unknown'; obstacle: Obstacle; words: string };

/** What the words say of us and not of the video, whatever the status. */
const obstacles: readonly [pattern: RegExp, obstacle: Obstacle][] = [
  [/not a bot|unusual traffic|protect our community/, 'challenged'],
  [/try again later|rate[- ]limited|too many requests/, 'rate-limited'],
  // Not ready yet, which is no way of being gone.
  [/processing this video|still (?:being )?process(?:ed|ing)/, 'unreadable'],
];
/** Its owner lets nobody play it elsewhere; on its own page it is there. */
const notEmbeddable =
  /playback on other websites has been disabled|(?:video|content).{0,60}\bnot (?:be )?(?:played|playable|embedded) (?:on|in) (?:other|certain) (?:web)?sites|watch (?:this video|it) on youtube/;

/** In this order: a terminated account's sentence speaks of copyright too. */
const reasons: readonly [pattern: RegExp, absence: Absence][] = [
  [/account (?:associated with this video )?(?:has been|was|is) (?:terminated|suspended)/, 'suspended'],
  [
    /closed their (?:youtube )?account|account (?:has been|was) closed|account no longer exists/,
    'account-gone',
  ],
  [/removed by the (?:uploader|user|author|owner)|uploader has (?:removed|deleted)/, 'deleted'],
  [/private video|video is private|been granted access/, 'protected'],
  [/members-only|channel's members|join this channel|sponsors_only/, 'protected'],
  [
    /(?:music|youtube) premium|requires payment|purchase|\brent(?:al)?\b|only available to paying/,
    'protected',
  ],
  [/in your (?:country|region|location|territory)|country domain/, 'geo-blocked'],
  [/confirm your age|age[- ]restricted|inappropriate for some users/, 'age-gated'],
  [
    /copyright|trademark|community guidelines|terms of service|hate speech|violat|legal (?:complaint|request)|court order|government|harassment|spam, deceptive/,
    'removed',
  ],
  [/(?:video|recording|stream) (?:has been|was) removed/, 'removed'],
];
const nothingToPlay =
  /(?:video|content|recording|stream)\b.{0,30}\b(?:unavailable|not available|no longer available|isn't available)|does(?:n't| not) exist/;
const asksToSignIn =
  /sign in to (?:watch|view|see|continue)|requires? (?:a )?(?:login|sign[- ]in|signing in)/;

/** Tells the states of `playabilityStatus` apart: structure first, then English words (`hl=en`). */
export function readPlayability(player: PlayerAnswer): Playing {
  const { playabilityStatus: playability, videoDetails } = player;
  const { status } = playability;
  const words = wordsOf(playability);
  const text = words.toLowerCase().replace(/[‘’ʼ]/g, "'");
  if (status === 'OK' || status === 'CONTENT_CHECK_REQUIRED') {
    return { kind: 'live', labels: labelsOf(player), words: words || status };
  }
  // A premiere or a stream that has not begun, or has just ended, is there for all to see.
  if (status === 'LIVE_STREAM_OFFLINE' && videoDetails !== undefined) {
    return { kind: 'live', labels: labelsOf(player), words: words || status };
  }
  const stated = `${status}: ${words || 'no reason'}`;
  const obstacle = obstacles.find(([pattern]) => pattern.test(text));
  if (obstacle !== undefined) return { kind: 'unknown', obstacle: obstacle[1], words: stated };
  if (notEmbeddable.test(text)) {
    if (videoDetails === undefined) return { kind: 'unknown', obstacle: 'unreadable', words: stated };
    return { kind: 'live', labels: [...new Set([...labelsOf(player), 'not-embeddable'])], words: stated };
  }
  if (status === 'AGE_VERIFICATION_REQUIRED' || status === 'AGE_CHECK_REQUIRED') {
    return { kind: 'absent', absence: 'age-gated', positive: true, words: stated };
  }
  const reason = reasons.find(([pattern]) => pattern.test(text));
  if (reason !== undefined) return { kind: 'absent', absence: reason[1], positive: true, words: stated };
  return withoutReason(status, text, stated, videoDetails !== undefined, playability);
}

function withoutReason(
  status: string,
  text: string,
  stated: string,
  hasDetails: boolean,
  playability: Playability,
): Playing {
  if (status === 'LOGIN_REQUIRED') {
    if (playability.desktopLegacyAgeGateReason !== undefined) {
      return { kind: 'absent', absence: 'age-gated', positive: true, words: stated };
    }
    if (asksToSignIn.test(text)) {
      return { kind: 'absent', absence: 'login-gated', positive: true, words: stated };
    }
    return { kind: 'unknown', obstacle: 'walled', words: stated };
  }
  const isGone = !hasDetails && (status === 'ERROR' || status === 'UNPLAYABLE');
  if (isGone && nothingToPlay.test(text.trim())) {
    return { kind: 'absent', absence: 'not-found', positive: true, words: stated };
  }
  if (isGone && status === 'ERROR') {
    return { kind: 'absent', absence: 'not-found', positive: false, words: stated };
  }
  return { kind: 'unknown', obstacle: 'unreadable', words: stated };
}

function labelsOf({ playabilityStatus, videoDetails, microformat }: PlayerAnswer): string[] {
  const page = microformat?.playerMicroformatRenderer;
  const isLive = page?.liveBroadcastDetails?.isLiveNow ?? videoDetails?.isLive ?? false;
  return [
    ...(videoDetails?.isUpcoming ? ['scheduled'] : []),
    ...(isLive ? ['live'] : []),
    ...(playabilityStatus.playableInEmbed === false ? ['not-embeddable'] : []),
    ...(page?.isUnlisted ? ['unlisted'] : []),
    ...(playabilityStatus.status === 'CONTENT_CHECK_REQUIRED' ? ['sensitive'] : []),
  ];
}

/** All that the player says, each once: the web states some reasons in `reason`, some only below it. */
function wordsOf({ reason, messages, errorScreen }: Playability): string {
  const screens = Object.values(errorScreen ?? {}).flatMap((screen) => [
    textOf(screen.reason),
    textOf(screen.subreason),
    screen.itemTitle,
    screen.offerDescription,
    screen.offerId,
  ]);
  const all = [reason, ...(messages ?? []), ...screens].filter(
    (words) => words !== undefined && words !== '',
  );
  return [...new Set(all)].join(' · ');
}

function textOf(text: TextAnswer | undefined): string | undefined {
  return text?.simpleText ?? text?.runs?.map((run) => run.text).join('');
}
