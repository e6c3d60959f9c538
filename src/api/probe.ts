const patienceMs = 5000;

/** Asks one part whether it answers. A part that hangs is asked once, however often the question comes. */
export class Probe {
  readonly #name: string;
  readonly #ask: () => Promise<void>;
  #asking: Promise<string | null> | null = null;

  constructor(name: string, ask: () => Promise<void>) {
    this.#name = name;
    this.#ask = ask;
  }

  async run(): Promise<{ name: string; failure: string | null }> {
    this.#asking ??= this.#askOnce();
    return { name: this.#name, failure: await inTime(this.#asking) };
  }

  async #askOnce(): Promise<string | null> {
    try {
      await this.#ask();
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    } finally {
      this.#asking = null;
    }
  }
}

async function inTime(answer: Promise<string | null>): Promise<string | null> {
  const late = Promise.withResolvers<string>();
  const timer = setTimeout(() => late.resolve(`no answer within ${patienceMs / 1000} s`), patienceMs);
  try {
    return await Promise.race([answer, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** For whoever asks, which is anybody: what failed, but not on which machine, in which folder or as whom. */
export function withoutPlaces(message: string): string {
  return message
    .replace(/\b(?:ENOTFOUND|EAI_AGAIN) \S+/g, 'name not found')
    .replace(/\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b/g, '…')
    .replace(/\[?(?<![\w.])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}\]?(?::\d+)?/gi, '…')
    .replace(/(?<![\w./])\/[^\s'",;:]+/g, '…')
    .replace(/\b(user|role|database) "[^"]*"/g, '$1 …');
}
