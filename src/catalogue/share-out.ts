/** Waiting work of one site, priority and asker, which is done in the order of its age. */
export interface Line {
  site: string;
  /** Index in `priorities`. */
  priority: number;
  askedBy: string;
  /** Of the first in it, milliseconds since 1970. */
  oldestMs: number;
}

export interface Counted extends Omit<Line, 'oldestMs'> {
  count: number;
}

export interface Situation {
  lines: readonly Line[];
  /** Begun lately: what each had of the workers. */
  begun: readonly Counted[];
  /** Given to the queue and not begun. */
  queued: readonly Counted[];
  /** How much may be given to the queue. */
  room: number;
  /** And how much beyond that, of what may overtake. */
  urgentRoom: number;
  /** How many more a site may be asked for now. */
  roomOf(site: string): number;
}

export interface Choice {
  line: Line;
  /** Goes to the head of the queue. */
  overtakes: boolean;
}

/** While all wait, of fourteen pieces of work eight are urgent, four usual and two bulk. */
const weights = [8, 4, 2];

/**
 * Who is next, again and again: the priority that had least for its weight, of it the asker who had least, of theirs the site
 * that had least; among equals who has waited longest. So nobody waits behind another's backlog, however long that is, and
 * nobody for ever. Urgent work overtakes what is in the queue as long as that does not cost others their share.
 */
export function shareOut(situation: Situation): Choice[] {
  const { lines, begun, queued, room, urgentRoom, roomOf } = situation;
  const had = new Tally([...begun, ...queued]);
  const given = new Tally([]);
  const choices: Choice[] = [];
  while (choices.length < room + urgentRoom) {
    const isBeyond = choices.length >= room;
    const open = lines.filter(
      ({ site, priority }) => given.of(site) < roomOf(site) && (!isBeyond || priority === 0),
    );
    const line = nextOf(open, had);
    if (line === null) {
      break;
    }
    const overtakes = line.priority === 0 && leavesTheirShare(had, situation);
    if (isBeyond && !overtakes) {
      break;
    }
    choices.push({ line, overtakes });
    had.add({ ...line, count: 1 });
    given.add({ ...line, count: 1 });
  }
  return choices;
}

function nextOf(lines: readonly Line[], had: Tally): Line | null {
  const rank = (line: Line) => [
    (had.of(String(line.priority)) + 1) / weightOf(line.priority),
    line.priority,
    had.of(`${line.priority} ${line.askedBy}`),
    had.of(`${line.priority} ${line.askedBy} ${line.site}`),
    line.oldestMs,
  ];
  let best: { line: Line; rank: number[] } | null = null;
  for (const line of lines) {
    const its = { line, rank: rank(line) };
    best = best === null || isBefore(its.rank, best.rank) ? its : best;
  }
  return best?.line ?? null;
}

/** Of every other priority in the queue, the first is as much behind as urgent work would be with one more. */
function leavesTheirShare(had: Tally, { begun, queued }: Situation): boolean {
  const hadBegun = new Tally(begun);
  const urgent = (had.of('0') + 1) / weightOf(0);
  return queued.every(
    ({ priority }) => priority === 0 || urgent <= (hadBegun.of(String(priority)) + 1) / weightOf(priority),
  );
}

function weightOf(priority: number): number {
  return weights[priority] ?? 1;
}

function isBefore(one: readonly number[], other: readonly number[]): boolean {
  const at = one.findIndex((value, index) => value !== other[index]);
  return at >= 0 && (one[at] ?? 0) < (other[at] ?? 0);
}

/** Counts by site, priority, asker of a priority, and site of these. */
class Tally {
  readonly #counts = new Map<string, number>();

  constructor(counted: readonly Counted[]) {
    for (const each of counted) {
      this.add(each);
    }
  }

  add({ site, priority, askedBy, count }: Counted): void {
    for (const name of [site, String(priority), `${priority} ${askedBy}`, `${priority} ${askedBy} ${site}`]) {
      this.#counts.set(name, this.of(name) + count);
    }
  }

  of(name: string): number {
    return this.#counts.get(name) ?? 0;
  }
}
