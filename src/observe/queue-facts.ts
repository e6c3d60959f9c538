import type { Load, QueueLoad } from '#catalogue/catalogue.ts';
import type { LoadFacts, QueueFacts } from '#metrics/archive-facts.ts';

/** The load of each queue as metrics show it: sites taken together by platform, ages in place of times. */
export function queueFacts(
  queues: readonly QueueLoad[],
  now: Date,
  platform: (name: string) => string,
): QueueFacts[] {
  return queues.map(({ queue, isBounded, sites, ...load }) => {
    const platforms = new Map<string, LoadFacts>();
    for (const { site, ...each } of sites) {
      const name = platform(site.split(':')[0] ?? site);
      platforms.set(name, together(platforms.get(name) ?? none, loadFacts(each, now)));
    }
    return {
      ...{ queue, isBounded },
      ...loadFacts(load, now),
      platforms: [...platforms].map(([name, facts]) => ({ platform: name, ...facts })),
    };
  });
}

const none: LoadFacts = { ready: 0, putOff: 0, running: 0, oldestReadySeconds: 0 };

function loadFacts({ waiting, putOff, running, readySince }: Load, now: Date): LoadFacts {
  const oldestReadySeconds =
    readySince === null ? 0 : Math.max(0, (now.getTime() - Date.parse(readySince)) / 1000);
  return { ready: Math.max(0, waiting - putOff), putOff, running, oldestReadySeconds };
}

function together(one: LoadFacts, other: LoadFacts): LoadFacts {
  return {
    ready: one.ready + other.ready,
    putOff: one.putOff + other.putOff,
    running: one.running + other.running,
    oldestReadySeconds: Math.max(one.oldestReadySeconds, other.oldestReadySeconds),
  };
}
