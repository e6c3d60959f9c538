import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { type Family, type FamilyName, families } from './names.ts';

export type Labels = Record<string, string>;

export interface Series {
  labels?: Labels;
  value: number;
}

/** Every family of `names.ts` in a registry, to be written by name. */
export class Instruments {
  readonly #registry: Registry;
  readonly #counters = new Map<FamilyName, Counter>();
  readonly #gauges = new Map<FamilyName, Gauge>();
  readonly #histograms = new Map<FamilyName, Histogram>();

  constructor(registry: Registry) {
    this.#registry = registry;
    for (const [key, family] of Object.entries(families) as [FamilyName, Family][]) {
      this.#make(key, family);
    }
  }

  add(family: FamilyName, labels: Labels, amount = 1): void {
    this.#counters.get(family)?.inc(labels, amount);
  }

  /** Of what somebody else counts. */
  setTotal(family: FamilyName, total: number): void {
    const counter = this.#counters.get(family);
    counter?.reset();
    counter?.inc(total);
  }

  observe(family: FamilyName, labels: Labels, value: number): void {
    this.#histograms.get(family)?.observe(labels, value);
  }

  /** All series of the family, in place of those before: what nobody knows is left out, not zero. */
  setAll(family: FamilyName, series: readonly Series[]): void {
    const gauge = this.#gauges.get(family);
    gauge?.reset();
    if (families[family].labels.length === 0) {
      gauge?.remove();
    }
    for (const { labels = {}, value } of series) {
      gauge?.set(labels, value);
    }
  }

  #make(key: FamilyName, { type, name, help, labels, buckets }: Family): void {
    const options = { name, help, labelNames: [...labels], registers: [this.#registry] };
    switch (type) {
      case 'counter':
        this.#counters.set(key, new Counter(options));
        break;
      case 'gauge':
        this.#gauges.set(key, new Gauge(options));
        this.setAll(key, []);
        break;
      case 'histogram':
        this.#histograms.set(key, new Histogram({ ...options, buckets: [...(buckets ?? [])] }));
    }
  }
}
