import type { DamagedArchiveError } from '#page-archive/read/byte-source.ts';

/** `absent` is no failure: what was to be checked is not there. */
export type CheckResult = 'pass' | 'fail' | 'absent';

export interface Check {
  /** What was checked: `zip`, `file`, `signature`, … (docs/verify.md lists them). */
  name: string;
  /** The file in the subject that it speaks of, and that is wrong where it failed; null for the whole. */
  path: string | null;
  result: CheckResult;
  detail: string;
}

/** What the manifest says that was captured. */
export interface CaptureSummary {
  manifestSha256: string;
  captureId: string;
  postId: string;
  canonicalUrl: string;
  takenAt: string;
  outcome: string;
}

export interface Report {
  /** What was verified: a path, an id. */
  subject: string;
  kind: 'wacz' | 'bag' | 'folder' | 'capture' | 'storage' | 'unknown';
  checks: Check[];
  /** Of the archives and captures in it, which were verified each for itself. */
  contained: Report[];
  /** Nothing failed, in this nor in what it contains. */
  ok: boolean;
  capture: CaptureSummary | null;
  /** Whose signature of the manifest is right. That the key is the archive's is for the reader to know. */
  signedBy: { keyId: string; publicKeyPem: string } | null;
  /** Those that are right. */
  timestamps: { at: string; authority: string }[];
}

/** What is wrong, without the name of the part, which a check has beside it. */
export function problemOf({ message, part }: DamagedArchiveError): string {
  return message.startsWith(`${part}: `) ? message.slice(part.length + 2) : message;
}

/** The checks of one subject as they are made. Remembers which files are damaged, so that none is blamed for another. */
export class Findings {
  readonly checks: Check[] = [];
  readonly contained: Report[] = [];
  capture: CaptureSummary | null = null;
  signedBy: Report['signedBy'] = null;
  readonly timestamps: Report['timestamps'] = [];
  readonly #damaged: Set<string>;

  /** `damaged` are files of which that is known already. */
  constructor(damaged: readonly string[] = []) {
    this.#damaged = new Set(damaged);
  }

  pass(name: string, path: string | null, detail: string): void {
    this.checks.push({ name, path, result: 'pass', detail });
  }

  absent(name: string, path: string | null, detail: string): void {
    this.checks.push({ name, path, result: 'absent', detail });
  }

  fail(name: string, path: string | null, detail: string): void {
    if (path !== null) {
      this.#damaged.add(path);
    }
    this.checks.push({ name, path, result: 'fail', detail });
  }

  /** Where several files do not fit each other: those that are known to be damaged are blamed, else `otherwise`. */
  failAmong(name: string, involved: readonly string[], otherwise: string | null, detail: string): void {
    const damaged = involved.filter((path) => this.isDamaged(path));
    for (const path of damaged.length > 0 ? damaged : [otherwise]) {
      this.fail(name, path, detail);
    }
  }

  get damaged(): string[] {
    return [...this.#damaged];
  }

  isDamaged(path: string): boolean {
    return this.#damaged.has(path);
  }

  /** The same with paths from below a folder. */
  below(prefix: string): Findings {
    const inner = new Findings();
    for (const { name, path, result, detail } of this.checks) {
      inner[result](name, path?.startsWith(prefix) ? path.slice(prefix.length) : path, detail);
    }
    return inner;
  }

  report(subject: string, kind: Report['kind']): Report {
    const { checks, contained, capture, signedBy, timestamps } = this;
    const ok = checks.every(({ result }) => result !== 'fail') && contained.every((report) => report.ok);
    return { subject, kind, ok, capture, signedBy, timestamps, checks, contained };
  }
}
