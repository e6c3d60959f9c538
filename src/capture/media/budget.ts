import { ResponseTooLargeError } from '#domain/fetch.ts';

/** Besides these the page needs the rest of the scope's bytes. */
const wasteBytes = 100_000_000;

/**
 * The bytes that all media of one capture may take. What is on its way counts, so that several large videos fetched at a
 * time cannot use up the scope for all that comes after them. What came to nothing is given back, up to a limit.
 */
export class MediaBudget {
  readonly maxBytes: number;
  #leftBytes: number;
  #wasteLeftBytes = wasteBytes;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
    this.#leftBytes = maxBytes;
  }

  get leftBytes(): number {
    return Math.max(this.#leftBytes, 0);
  }

  /** For one attempt at one file. */
  open(): ByteAccount {
    let spentBytes = 0;
    const giveBack = () => {
      this.#takeBack(spentBytes);
      spentBytes = 0;
    };
    const spend = (bytes: number) => {
      spentBytes += bytes;
      this.#leftBytes -= bytes;
      if (this.#leftBytes < 0) {
        // At once, or the others that are on their way would fail with this one.
        giveBack();
        throw new ResponseTooLargeError(
          `the media are more than the ${this.maxBytes} bytes that one capture may have`,
        );
      }
    };
    return { spend, giveBack };
  }

  #takeBack(bytes: number): void {
    const returned = Math.min(bytes, this.#wasteLeftBytes);
    this.#wasteLeftBytes -= returned;
    this.#leftBytes += returned;
  }
}

export interface ByteAccount {
  /** Throws `ResponseTooLargeError` where the budget does not hold them; the attempt is over then. */
  spend(bytes: number): void;
  /** The attempt came to nothing. */
  giveBack(): void;
}

/** Counts one download, which tells how much it has received in all; it may begin anew. */
export function counter(account: ByteAccount): (receivedBytes: number) => void {
  let countedBytes = 0;
  return (receivedBytes) => {
    const newBytes = Math.max(receivedBytes - countedBytes, 0);
    countedBytes += newBytes;
    account.spend(newBytes);
  };
}
