/** Words with the time at which they are shown. */
export interface Cue {
  startMs: number;
  endMs: number;
  /** WebVTT's words about the place, e.g. `line:0 align:start`; empty for the usual one. */
  settings: string;
  /** In WebVTT's markup; none is blank. */
  lines: string[];
}

/** `hours:minutes:seconds.thousandths`; the hours may be left out. */
const time = String.raw`(?:(\d{1,4}):)?([0-5]?\d):([0-5]\d)`;

/** The line that begins a cue, as WebVTT and as SubRip write it. */
export const webvttTiming = timing(String.raw`\.(\d{3})`);
export const subripTiming = timing(String.raw`[,.](\d{1,3})`);

/** All cues with words in them; whatever else there is (headers, numbers, notes, styles) is passed over. */
export function readCues(text: string, timingLine: RegExp): Cue[] {
  const cues: Cue[] = [];
  let open: Cue | null = null;
  for (const line of text.split(/\r\n|\r|\n/)) {
    const found = timingLine.exec(line);
    if (found !== null) {
      open = cueOf(found);
      cues.push(open);
    } else if (line.trim() === '' || line.includes('-->')) {
      open = null;
    } else {
      open?.lines.push(line);
    }
  }
  return cues.filter(({ lines }) => lines.length > 0);
}

/** Hours, minutes, seconds and thousandths of the start and of the end, then the settings. */
function timing(fraction: string): RegExp {
  return new RegExp(String.raw`^\s*${time}${fraction}[ \t]*-->[ \t]*${time}${fraction}(?:[ \t]+(.*))?$`);
}

function cueOf([, ...found]: RegExpExecArray): Cue {
  return {
    startMs: millisecondsOf(found.slice(0, 4)),
    endMs: millisecondsOf(found.slice(4, 8)),
    settings: found[8]?.trim() ?? '',
    lines: [],
  };
}

export function millisecondsOf(parts: readonly (string | undefined)[]): number {
  const [hours = '0', minutes = '0', seconds = '0', thousandths = '0'] = parts;
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return whole * 1000 + Number(thousandths.padEnd(3, '0'));
}
