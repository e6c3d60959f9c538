const clock = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/New_York',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/**
 * `2017-09-25 10:36:56` as RFC 3339 in UTC. oEmbed states no zone, and its times are those of New York: where a video's page
 * states the zone as well, the two differ by four hours in summer and five in winter. Null where it is no such time.
 */
export function utcOfNewYork(stated: string | null | undefined): string | null {
  if (!/^20\d{2}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(stated ?? '')) return null;
  const wallMs = Date.parse(`${(stated ?? '').replace(' ', 'T')}Z`);
  if (Number.isNaN(wallMs)) return null;
  // Twice, since the first guess may lie on the other side of a change of the clocks.
  const guessMs = wallMs - offsetMs(wallMs);
  return new Date(wallMs - offsetMs(guessMs)).toISOString();
}

/** How far New York's clocks are ahead of UTC at that moment; negative. */
function offsetMs(timeMs: number): number {
  const parts = Object.fromEntries(clock.formatToParts(timeMs).map(({ type, value }) => [type, value]));
  const { year, month, day, hour, minute, second } = parts;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) - timeMs;
}
