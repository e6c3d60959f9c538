import type { Captures, PostSummary } from '#catalogue/catalogue.ts';

/** A capture as RFC 7089 sees it: the post as it was then. Times are to the second. */
export interface Memento {
  captureId: string;
  at: Date;
}

/**
 * The captures of a post that hold it, the oldest first, of several in one second the last. What a public web archive kept
 * is dated by that archive; an article's quotation is no memento.
 */
export async function mementosOf(post: PostSummary, captures: Pick<Captures, 'get'>): Promise<Memento[]> {
  const held = post.captures.filter(
    ({ outcome, source }) => (outcome === 'complete' || outcome === 'partial') && source !== 'quotation',
  );
  const dated = await Promise.all(
    held.map(async ({ id, takenAt, source }) => {
      const archived = source === 'archive' ? (await captures.get(id))?.provenance?.archivedAt : null;
      return { captureId: id, at: toSecond(new Date(archived ?? takenAt ?? Number.NaN)) };
    }),
  );
  const bySecond = new Map(
    dated
      .filter(({ at }) => !Number.isNaN(at.getTime()))
      .sort((a, b) => a.at.getTime() - b.at.getTime())
      .map((memento) => [memento.at.getTime(), memento]),
  );
  return [...bySecond.values()];
}

function toSecond(time: Date): Date {
  return new Date(Math.floor(time.getTime() / 1000) * 1000);
}

export function closestTo(mementos: readonly [Memento, ...Memento[]], time: Date): Memento {
  const distance = ({ at }: Memento) => Math.abs(at.getTime() - time.getTime());
  return mementos.reduce((closest, each) => (distance(closest) <= distance(each) ? closest : each));
}

/** `Wed, 12 Dec 2018 00:15:00 GMT` as a time; null for whatever else an Accept-Datetime says. */
export function parseHttpDate(text: string): Date | null {
  const time = new Date(text);
  return !Number.isNaN(time.getTime()) && time.toUTCString() === text.trim() ? time : null;
}

/** `20181212001500` as a time, or its beginning, as in `2018`; null for what is none. */
export function parseTimestamp(digits: string): Date | null {
  const [, year, ...rest] = /^(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:[a-z]{2}_)?$/.exec(digits) ?? [];
  if (year === undefined) {
    return null;
  }
  const [month = '01', day = '01', hour = '00', minute = '00', second = '00'] = rest;
  const text = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const time = new Date(text);
  // 31 February would roll over.
  return !Number.isNaN(time.getTime()) && time.toISOString() === text ? time : null;
}

export function timestampOf(time: Date): string {
  return time.toISOString().replace(/\D/g, '').slice(0, 14);
}

/** A page of a TimeMap is some 200 kB then. */
const mementosAPage = 1000;

/** The addresses of an original's mementos (RFC 7089, section 4), and the links between them. */
export class MementoLinks {
  readonly #original: string;
  readonly #baseUrl: string;
  readonly #mementos: readonly Memento[];

  /** `original` is percent-encoded as URLs are, so that it can stand in a header. */
  constructor(original: string, baseUrl: string, mementos: readonly Memento[]) {
    this.#original = original;
    this.#baseUrl = baseUrl;
    this.#mementos = mementos;
  }

  urlOf({ at }: Memento): string {
    return `${this.#baseUrl}/memento/${timestampOf(at)}/${this.#original}`;
  }

  /** The Link header of a TimeGate's answer. */
  ofTimeGate(): string {
    return [this.#link(this.#original, 'original'), this.#timeMap(), ...this.#ends()].join(', ');
  }

  /** The Link header of a memento. */
  ofMemento(memento: Memento): string {
    const index = this.#mementos.indexOf(memento);
    const named = new Map<Memento, string[]>([[memento, []]]);
    for (const [name, other] of [
      ['first', this.#mementos.at(0)],
      ['prev', index > 0 ? this.#mementos[index - 1] : undefined],
      ['next', this.#mementos[index + 1]],
      ['last', this.#mementos.at(-1)],
    ] as const) {
      if (other) {
        named.set(other, [...(named.get(other) ?? []), name]);
      }
    }
    const links = [...named].map(([each, names]) => this.#toMemento(each, names));
    return [this.#link(this.#original, 'original'), this.#timeGate(), this.#timeMap(), ...links].join(', ');
  }

  /** How many pages the TimeMap has; the first is 1. */
  get pages(): number {
    return Math.max(1, Math.ceil(this.#mementos.length / mementosAPage));
  }

  /** One page of the TimeMap, `application/link-format`; it names the others (RFC 7089, section 5.1). */
  timeMap(page = 1): string {
    const last = this.#mementos.length - 1;
    const start = (page - 1) * mementosAPage;
    const mementos = this.#onPage(page).map((each, index) => {
      const place = start + index;
      return this.#toMemento(each, [...(place === 0 ? ['first'] : []), ...(place === last ? ['last'] : [])]);
    });
    const others = Array.from({ length: this.pages }, (_, index) => index + 1)
      .filter((other) => other !== page)
      .map((other) => this.#timeMapPage(other));
    const original = this.#link(this.#original, 'original');
    const head = [original, this.#timeMapPage(page, 'self'), this.#timeGate(), ...others];
    return `${[...head, ...mementos].join(',\n')}\n`;
  }

  #ends(): string[] {
    const [first] = this.#mementos;
    const last = this.#mementos.at(-1);
    if (!first || !last) {
      return [];
    }
    return first === last
      ? [this.#toMemento(first, ['first', 'last'])]
      : [this.#toMemento(first, ['first']), this.#toMemento(last, ['last'])];
  }

  #toMemento(memento: Memento, names: string[]): string {
    const link = this.#link(this.urlOf(memento), [...names, 'memento'].join(' '));
    return `${link}; datetime="${memento.at.toUTCString()}"`;
  }

  #timeGate(): string {
    return this.#link(`${this.#baseUrl}/timegate/${this.#original}`, 'timegate');
  }

  /** Of all that there is, where it begins. */
  #timeMap(): string {
    return this.#timeMapLink('', 'timemap', this.#mementos);
  }

  #timeMapPage(page: number, relation = 'timemap'): string {
    return this.#timeMapLink(page === 1 ? '' : `${page}/`, relation, this.#onPage(page));
  }

  #timeMapLink(page: string, relation: string, mementos: readonly Memento[]): string {
    const link = `${this.#link(`${this.#baseUrl}/timemap/link/${page}${this.#original}`, relation)}; type="application/link-format"`;
    const first = mementos.at(0);
    const last = mementos.at(-1);
    return first && last
      ? `${link}; from="${first.at.toUTCString()}"; until="${last.at.toUTCString()}"`
      : link;
  }

  #onPage(page: number): readonly Memento[] {
    return this.#mementos.slice((page - 1) * mementosAPage, page * mementosAPage);
  }

  #link(url: string, relation: string): string {
    return `<${url}>; rel="${relation}"`;
  }
}
