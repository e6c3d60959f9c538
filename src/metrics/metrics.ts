import { Registry } from 'prom-client';
import type { PressureReading } from '#domain/pressure.ts';
import type { ArchiveFacts } from './archive-facts.ts';
import { Instruments } from './instruments.ts';
import { processRegistry } from './process-metrics.ts';
import { showArchive } from './show-archive.ts';

export const metricsMediaType = Registry.PROMETHEUS_CONTENT_TYPE;

/** What is read from the catalogue is as old as that at most. */
const archiveFreshForMs = 10_000;

export interface BrowserCounts {
  browsers: number;
  launched: number;
  recycled: number;
  killed: number;
}

export interface CommittedCapture {
  platform: string;
  outcome: string;
  absence: string | null;
  /** Since it was asked for; null where nobody knows. */
  turnaroundSeconds: number | null;
  artifacts: readonly { role: string; bytes: number; verdict: { shows: string } }[];
}

/** Where the numbers come from that are read, not told: as each scrape finds them. */
export interface MetricsSources {
  pressure(): PressureReading;
  /** Null in a process that starts no browser. */
  browsers: (() => BrowserCounts) | null;
  /** Null in a process that leaves the archive's own facts to others. */
  archive: (() => Promise<ArchiveFacts>) | null;
  /** The archive's facts could not be read; they are left out. */
  onFailure(error: unknown): void;
}

/** What this process counts, told of work as it happens, and shows to whoever scrapes it. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #instruments = new Instruments(this.#registry);
  readonly #platforms: ReadonlySet<string>;
  #archive: { askedAt: number; facts: Promise<ArchiveFacts | null> } | null = null;

  /** `platforms`: the names there may be; any other counts as `other`. */
  constructor(platforms: readonly string[]) {
    this.#platforms = new Set(platforms);
    for (const reason of ['address', 'unreachable', 'budget']) {
      this.#instruments.add('refusals', { reason }, 0);
    }
    for (const result of ['delivered', 'again', 'given-up']) {
      this.#instruments.add('deliveries', { result }, 0);
    }
  }

  requestAnswered(request: { method: string; route: string; status: number; seconds: number }): void {
    const { method, route, status, seconds } = request;
    this.#instruments.observe('requestSeconds', { method, route, status: String(status) }, seconds);
  }

  jobEnded({ queue, ended, seconds }: { queue: string; ended: 'done' | 'not-done'; seconds: number }): void {
    this.#instruments.observe('jobSeconds', { queue, ended }, seconds);
  }

  rungEnded(taken: { platform: string; rung: string; ended: 'taken' | 'failed'; seconds: number }): void {
    const { platform, rung, ended, seconds } = taken;
    this.#instruments.observe('rungSeconds', { platform: this.platform(platform), rung, ended }, seconds);
  }

  captureCommitted(capture: CommittedCapture): void {
    const { outcome, absence, turnaroundSeconds, artifacts } = capture;
    const platform = this.platform(capture.platform);
    this.#instruments.add('captures', { platform, outcome });
    if (absence !== null) {
      this.#instruments.add('absences', { platform, absence });
    }
    if (turnaroundSeconds !== null) {
      this.#instruments.observe('captureSeconds', { platform }, Math.max(0, turnaroundSeconds));
    }
    for (const { role, bytes, verdict } of artifacts) {
      this.#instruments.add('verdicts', { platform, role, shows: verdict.shows });
      this.#instruments.add('storedBytes', { platform, role }, bytes);
    }
  }

  /** `told`: live, an absence, an obstacle, or `error` where it came to nothing. */
  looked({ platform, told, seconds }: { platform: string; told: string; seconds: number }): void {
    this.#instruments.add('looks', { platform: this.platform(platform), told });
    this.#instruments.observe('lookSeconds', { platform: this.platform(platform) }, seconds);
  }

  rechecked({ platform, believed }: { platform: string; believed: string }): void {
    this.#instruments.add('rechecks', { platform: this.platform(platform), believed });
  }

  /** `delaySeconds` since the delivery was made, of one that was taken. */
  deliveryAttempted(attempt: { result: string; seconds: number; delaySeconds: number | null }): void {
    const { result, seconds, delaySeconds } = attempt;
    this.#instruments.add('deliveries', { result });
    this.#instruments.observe('deliveryAttemptSeconds', {}, seconds);
    if (delaySeconds !== null) {
      this.#instruments.observe('deliverySeconds', {}, Math.max(0, delaySeconds));
    }
  }

  received(bytes: number): void {
    this.#instruments.add('fetchedBytes', {}, bytes);
  }

  refused(reason: 'address' | 'unreachable' | 'budget'): void {
    this.#instruments.add('refusals', { reason });
  }

  /** A platform as metrics name it: few values, whatever ids say. */
  platform(name: string): string {
    return this.#platforms.has(name) ? name : 'other';
  }

  /** In Prometheus' text format (0.0.4). */
  async read(sources: MetricsSources): Promise<string> {
    if (sources.browsers !== null) {
      this.#showBrowsers(sources.browsers());
    }
    this.#showPressure(sources.pressure());
    await this.#showArchive(sources);
    const [own, process] = await Promise.all([this.#registry.metrics(), processRegistry().metrics()]);
    return `${own}${process}`;
  }

  #showBrowsers({ browsers, launched, recycled, killed }: BrowserCounts): void {
    this.#instruments.setAll('browsers', [{ value: browsers }]);
    this.#instruments.setTotal('browserStarts', launched);
    this.#instruments.setTotal('browserRecycles', recycled);
    this.#instruments.setTotal('browserKills', killed);
  }

  #showPressure({ places, availableMemoryBytes, holds }: PressureReading): void {
    const series = (bytesOf: (place: PressureReading['places'][number]) => number) =>
      places.map((each) => ({ labels: { place: each.place }, value: bytesOf(each) }));
    this.#instruments.setAll(
      'diskFree',
      series((each) => each.freeBytes),
    );
    this.#instruments.setAll(
      'diskSize',
      series((each) => each.totalBytes),
    );
    this.#instruments.setAll(
      'diskReserve',
      series((each) => each.reserveBytes),
    );
    this.#instruments.setAll('memoryAvailable', [{ value: availableMemoryBytes }]);
    const causes: NonNullable<PressureReading['holds']>['kind'][] = ['disk', 'memory', 'event-loop'];
    this.#instruments.setAll(
      'held',
      causes.map((by) => ({ labels: { by }, value: holds?.kind === by ? 1 : 0 })),
    );
  }

  async #showArchive({ archive, onFailure }: MetricsSources): Promise<void> {
    if (archive === null) {
      return;
    }
    const now = performance.now();
    if (this.#archive === null || now - this.#archive.askedAt >= archiveFreshForMs) {
      const facts = archive().catch((error: unknown) => {
        onFailure(error);
        return null;
      });
      this.#archive = { askedAt: now, facts };
    }
    showArchive(this.#instruments, await this.#archive.facts);
  }
}
