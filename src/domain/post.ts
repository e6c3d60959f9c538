/**
 * A post's id has no slash: `x:1072857…`, `web:<hash of the normalised URL>`; provisional while only the network
 * could tell: `x:short:0PbFPhQz2l`.
 */
export type PostId = string;

export const absences = [
  'deleted',
  'account-gone',
  'suspended',
  'protected',
  'removed',
  'login-gated',
  'age-gated',
  'geo-blocked',
  'not-found',
] as const;

/** Why a post cannot be seen, where that was positively told. */
export type Absence = (typeof absences)[number];

/** Why a look told nothing about the post. Never an absence. */
export const obstacles = ['unreachable', 'rate-limited', 'challenged', 'walled', 'unreadable'] as const;
export type Obstacle = (typeof obstacles)[number];

/** What is believed of a post now, from all looks. */
export type PostState = 'live' | Absence | 'unknown';
export const postStates = ['live', ...absences, 'unknown'] as const satisfies readonly PostState[];

const obstacleNames: ReadonlySet<string> = new Set(obstacles);

export function isObstacle(says: string): says is Obstacle {
  return obstacleNames.has(says);
}

const gone: ReadonlySet<string> = new Set<Absence>([
  'deleted',
  'account-gone',
  'suspended',
  'protected',
  'removed',
  'not-found',
]);

/** Gone posts are the ones that cards replace in articles. */
export function isGone(state: string): boolean {
  return gone.has(state);
}

export function platformOf(postId: PostId): string {
  return postId.slice(0, postId.indexOf(':'));
}
