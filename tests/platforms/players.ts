import type { Conclusion } from '#domain/look.ts';
import type { Absence, Obstacle } from '#domain/post.ts';
import type { PlayerSight } from '#platforms/seeing/player-sight.ts';

/** An embed player in which all is well, but nothing names the video. */
export function playerSight(changes: Partial<PlayerSight> = {}): PlayerSight {
  return {
    url: 'https://player.example.org/',
    hasPlayer: true,
    titles: [],
    links: [],
    error: null,
    consent: false,
    login: false,
    pageText: '',
    htmlStart: '<html>',
    ...changes,
  };
}

/** A conclusion in one word. */
export function saidOf(conclusion: Conclusion): Absence | Obstacle | 'live' {
  if (conclusion.kind === 'live') return 'live';
  return conclusion.kind === 'absent' ? conclusion.absence : conclusion.obstacle;
}

/** What a source answers in a test. */
export type Said = [status: number, body: string | object, headers?: Record<string, string>];
