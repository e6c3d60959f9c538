import { type Cue, millisecondsOf, readCues, webvttTiming } from './cues.ts';

/** By its first line (w3.org/TR/webvtt1, section 4.1): no page of HTML begins so. */
export function isWebvtt(text: string): boolean {
  return /^WEBVTT(?:[ \t\r\n]|$)/.test(text);
}

export function cuesOfWebvtt(text: string): Cue[] {
  return readCues(text, webvttTiming);
}

export function writeWebvtt(cues: readonly Cue[]): string {
  const blocks = cues.map(({ startMs, endMs, settings, lines }) => {
    const timing = `${stamp(startMs)} --> ${stamp(endMs)}${settings === '' ? '' : ` ${settings}`}`;
    return `${[timing, ...lines].join('\n')}\n`;
  });
  return ['WEBVTT\n', ...blocks].join('\n');
}

/** Which moment of the stream's own clock a local time is (RFC 8216, section 3.5); null where that is not said. */
export function offsetMsOf(text: string): number | null {
  const map = /^X-TIMESTAMP-MAP=(.*)$/m.exec(text)?.[1] ?? '';
  const ticks = /\bMPEGTS:(\d{1,11})\b/.exec(map)?.[1];
  const local = /\bLOCAL:(?:(\d{1,4}):)?(\d\d):(\d\d)\.(\d{3})/.exec(map);
  return ticks === undefined || local === null
    ? null
    : Number(ticks) / ticksPerMs - millisecondsOf(local.slice(1));
}

const ticksPerMs = 90;

function stamp(atMs: number): string {
  const [hours, minutes, seconds] = [atMs / 3_600_000, (atMs / 60_000) % 60, (atMs / 1000) % 60].map((part) =>
    String(Math.floor(part)).padStart(2, '0'),
  );
  return `${hours}:${minutes}:${seconds}.${String(Math.round(atMs) % 1000).padStart(3, '0')}`;
}
