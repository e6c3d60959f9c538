import { sql } from 'kysely';

/** More than the service says over and over. */
const mostNames = 500;
const mostSeenOnce = 500;
const marker = '/* plan anew */';

/**
 * Marks a query whose best plan depends on what is asked for: a frequent word and a rare one are found by different ways. It
 * is never prepared.
 */
export const planAnew = sql.raw<unknown>(marker);

/**
 * Which texts one session of the database has prepared, and under which names: parsed and planned once instead of each time,
 * which for short queries is most of what they cost. What is seen for the first time gets no name, as much of that is never
 * seen again.
 */
export class StatementNames {
  readonly #names = new Map<string, string>();
  /** Oldest first. */
  readonly #seenOnce = new Set<string>();
  #given = 0;

  /** Null: not to be prepared. */
  nameOf(text: string): string | null {
    const known = this.#names.get(text);
    if (known !== undefined) {
      return known;
    }
    if (text.includes(marker) || this.#names.size === mostNames) {
      return null;
    }
    return this.#seenOnce.delete(text) ? this.#name(text) : this.#see(text);
  }

  /** Names are not used again; the session keeps those statements to its end. */
  forgetAll(): void {
    this.#names.clear();
  }

  #name(text: string): string {
    this.#given += 1;
    const name = `s${this.#given}`;
    this.#names.set(text, name);
    return name;
  }

  #see(text: string): null {
    const [oldest] = this.#seenOnce;
    if (oldest !== undefined && this.#seenOnce.size === mostSeenOnce) {
      this.#seenOnce.delete(oldest);
    }
    this.#seenOnce.add(text);
    return null;
  }
}
