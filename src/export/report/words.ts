import type { Artifact, CaptureRequest, Manifest, Verdict } from '#domain/capture.ts';
import type { PostState } from '#domain/post.ts';

export const outcomeWords: Record<Manifest['outcome'], string> = {
  complete: 'Complete: all that the post named was seen and is held',
  partial: 'In part: what is not held is listed under “Not held”',
  absent: 'Absent: the platform said that the post is not there',
  blocked: 'Blocked: walls or limits outlasted patience',
  failed: 'Failed',
};

export const stateWords: Record<PostState, string> = {
  live: 'online',
  deleted: 'deleted by its author, or unstated by whom',
  'account-gone': 'gone with its account',
  suspended: 'its author’s account suspended',
  protected: 'made private',
  removed: 'removed by the platform',
  'login-gated': 'behind a login',
  'age-gated': 'behind an age check',
  'geo-blocked': 'blocked in some countries',
  'not-found': 'not found',
  unknown: 'not known',
};

export const sourceWords: Record<Manifest['source'], string> = {
  original: 'the original, at the platform',
  archive: 'a public web archive',
  quotation: 'an article’s quotation; the post itself was never captured',
};

export const artifactSourceWords: Record<Artifact['source'], string> = {
  platform: 'the platform’s own bytes',
  browser: 'seen in the browser',
  card: 'a picture of our own card',
  derived: 'made by us from the others',
};

export const verdictWords: Record<Verdict['shows'], string> = {
  expected: 'shows the post, by id and author',
  'wrong-post': 'shows another post',
  wall: 'shows a wall',
  challenge: 'shows a challenge',
  consent: 'shows a consent banner',
  blank: 'shows nothing',
  absence: 'shows that the post is not there',
  unchecked: 'not checked',
};

export const originWords: Record<CaptureRequest['origin'], string> = {
  api: 'through the HTTP API',
  cli: 'on the command line',
  inbound: 'by a publishing system’s webhook',
  feed: 'by a feed',
  web: 'on the dashboard',
  spn: 'through the Save Page Now interface',
  recheck: 'by a scheduled look',
};
