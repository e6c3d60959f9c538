import { DamagedArchiveError } from './byte-source.ts';
import { type KeyedRequest, requestKey } from './request-key.ts';
import { surt } from './surt.ts';

/** A line of CDXJ. */
export interface CdxEntry {
  key: string;
  /** 14 to 17 digits. */
  timestamp: string;
  url: string;
  mediaType: string | null;
  /** Null for what is no response. */
  status: number | null;
  digest: string | null;
  filename: string;
  offset: number;
  length: number;
}

/** What an archive can answer, found as players find it. */
export class CdxIndex {
  readonly entries: CdxEntry[];
  private readonly byKey: Map<string, CdxEntry[]>;
  private readonly byLooseKey: Map<string, CdxEntry[]>;
  private readonly byPath: Map<string, CdxEntry[]>;

  constructor(entries: CdxEntry[]) {
    this.entries = entries;
    this.byKey = Map.groupBy(entries, ({ key }) => key);
    this.byLooseKey = Map.groupBy(entries, ({ key }) => looseKey(key));
    this.byPath = Map.groupBy(entries, ({ key }) => pathOf(key));
  }

  /**
   * The answer to a request: the same one, nearest in time; else one that differs in what a page makes up anew each time; else, for a
   * file or a query, the most alike. Null where there is none.
   */
  lookup(request: KeyedRequest, near: Date): CdxEntry | null {
    const { key } = requestKey(request);
    const same = this.byKey.get(key) ?? this.byLooseKey.get(looseKey(key));
    return same === undefined ? this.mostAlike(key, near) : nearest(preferred(same, request.url), near);
  }

  /** The response that a revisit record refers to. */
  original(url: string, date: Date): CdxEntry | null {
    const whole = (this.byKey.get(surt(url)) ?? []).filter(({ mediaType }) => mediaType !== 'warc/revisit');
    return whole.length === 0 ? null : nearest(whole, date);
  }

  private mostAlike(key: string, near: Date): CdxEntry | null {
    const candidates = (this.byPath.get(pathOf(key)) ?? []).filter(
      (entry) => methodOf(entry.key) === methodOf(key) && entry.status !== 304,
    );
    if (/\.(?:js|css|json|png|jpe?g|gif|webp|avif|svg|woff2?|webm|mp4|m3u8)$/.test(pathOf(key))) {
      return candidates.length === 1 ? (candidates[0] ?? null) : bestOf(key, candidates, near);
    }
    return key.includes('?') ? bestOf(key, candidates, near) : null;
  }
}

/** Unreadable lines are damage: an index that lies hides what is there. */
export function parseCdx(text: string, part: string): CdxEntry[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('!'))
    .map((line) => parseLine(line, part));
}

function parseLine(line: string, part: string): CdxEntry {
  const [, key, timestamp, json] = /^(\S+) (\d{14,17}) (\{.*\})\s*$/.exec(line) ?? [];
  const fields: unknown = json === undefined ? null : parsed(json);
  if (key === undefined || timestamp === undefined || typeof fields !== 'object' || fields === null) {
    throw new DamagedArchiveError(part, `a line that is no CDXJ: ${line.slice(0, 100)}`);
  }
  const field = (name: string) => {
    const value: unknown = Reflect.get(fields, name);
    return value === undefined || value === null ? null : `${value}`;
  };
  const entry = {
    ...{ key, timestamp, url: field('url') ?? '', mediaType: field('mime') },
    status: field('status') === null ? null : Number(field('status')),
    ...{ digest: field('digest'), filename: field('filename') ?? '' },
    ...{ offset: Number(field('offset') ?? Number.NaN), length: Number(field('length') ?? Number.NaN) },
  };
  if (!Number.isSafeInteger(entry.offset) || !Number.isSafeInteger(entry.length) || entry.filename === '') {
    throw new DamagedArchiveError(part, `a line that leads nowhere: ${line.slice(0, 100)}`);
  }
  return entry;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

/** A key is the same for http and https, where one often does nothing but lead to the other. */
function preferred(entries: CdxEntry[], url: string): CdxEntry[] {
  const atUrl = entries.filter((entry) => entry.url === url);
  const candidates = atUrl.length > 0 ? atUrl : entries;
  const answers = candidates.filter(({ status }) => status === null || status < 300 || status > 399);
  return answers.length > 0 ? answers : candidates;
}

function nearest(entries: CdxEntry[], near: Date): CdxEntry | null {
  const distance = ({ timestamp }: CdxEntry) => Math.abs(dateOf(timestamp) - near.getTime());
  return entries.reduce<CdxEntry | null>(
    (best, entry) => (best === null || distance(entry) < distance(best) ? entry : best),
    null,
  );
}

/** Milliseconds since 1970. */
function dateOf(timestamp: string): number {
  const part = (from: number, to: number) => Number(timestamp.slice(from, to));
  const milliseconds = Number(timestamp.slice(14).padEnd(3, '0'));
  return Date.UTC(
    part(0, 4),
    part(4, 6) - 1,
    part(6, 8),
    part(8, 10),
    part(10, 12),
    part(12, 14),
    milliseconds,
  );
}

/** Without what a page makes up for each request: times against caches, names of callbacks, marks of campaigns. */
function looseKey(key: string): string {
  const [path = '', ...rest] = key.split('?');
  const query = rest
    .join('?')
    .split('&')
    .filter((pair) => pair !== '' && !isMadeUp(pair));
  return `${path}?${query.join('&')}`;
}

/** What is longer is content; and a hostile page's megabytes meet no pattern. */
const maxMadeUpCharacters = 200;

const madeUp = [
  /^(_|cb|_ga|\w*cache\w*)=[\d.-]+$/,
  /^utm_[^=]+=/,
  /^callback=/,
  /=jquery\d+_\d+$/,
  /^(_?ts|t|timestamp|rnd|rand|random|nonce|nocache|_t|_r)=[\d.]+$/,
];

function isMadeUp(pair: string): boolean {
  return pair.length <= maxMadeUpCharacters && madeUp.some((pattern) => pattern.test(pair));
}

function pathOf(key: string): string {
  return key.split('?', 1)[0] ?? '';
}

function methodOf(key: string): string {
  return /[?&]__wb_method=([^&]+)/.exec(key)?.[1] ?? 'get';
}

function bestOf(key: string, candidates: CdxEntry[], near: Date): CdxEntry | null {
  const wanted = new Set(pairsOf(key));
  const scored = candidates.map((entry) => {
    const pairs = pairsOf(entry.key);
    const equal = pairs.filter((pair) => wanted.has(pair)).length;
    return { entry, score: (2 * equal) / Math.max(1, wanted.size + pairs.length) };
  });
  const best = Math.max(...scored.map(({ score }) => score));
  return nearest(
    scored.filter(({ score }) => score === best).map(({ entry }) => entry),
    near,
  );
}

function pairsOf(key: string): string[] {
  return key.split('?').slice(1).join('?').split('&');
}
