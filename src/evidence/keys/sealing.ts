import { seal, unseal } from './sealed-secret.ts';

/** Secrets that lie in the database: readable to whoever has the key that is not in it. `name` is bound to each. */
export interface Sealing {
  seal(name: string, text: string): Promise<string>;
  /** Rejects with `UnsealError` where it was sealed under another key or name. */
  unseal(name: string, sealed: string): Promise<string>;
}

/** Each opening costs some 40 ms, and a busy webhook is signed for at every message. */
const mostRemembered = 1000;

export function createSealing(secretKey: string): Sealing {
  const opened = new Map<string, string>();
  return {
    seal: (name, text) => seal(secretKey, name, text),
    async unseal(name, sealed) {
      const place = `${name} ${sealed}`;
      const known = opened.get(place);
      if (known !== undefined) {
        return known;
      }
      const text = await unseal(secretKey, name, sealed);
      if (opened.size >= mostRemembered) {
        opened.clear();
      }
      opened.set(place, text);
      return text;
    },
  };
}
