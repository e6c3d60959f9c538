import type { Verdict } from '#domain/capture.ts';
import { openRunFolder } from '../run-folder.ts';
import type { Footing } from '../rung.ts';
import type { Traffic } from './recorder.ts';
import { Spool } from './spool.ts';

/** One page as it was shown, and all that the browser received for it. */
export interface Visit {
  /** As it was asked for; redirects are in the traffic. */
  url: string;
  at: string;
  title: string | null;
  /** The words as a reader saw them. */
  text: string;
  /** The document as it stood when it was pictured, as HTML. */
  dom: string;
  verdict: Verdict;
  traffic: Traffic;
}

/** What the pages of this run showed, kept on disk until the archive is written; gone with the run. */
export class Recordings implements AsyncDisposable {
  readonly spool: Spool;
  readonly #folder: AsyncDisposable;
  #visit: Visit | null = null;
  /** Whether this run has tried to see the post at all; an earlier run may have done so in its place. */
  tried = false;

  private constructor(folder: AsyncDisposable & { path: string }) {
    this.#folder = folder;
    this.spool = new Spool(folder.path);
  }

  static async open(footing: Pick<Footing, 'job' | 'tools'>): Promise<Recordings> {
    return new Recordings(await openRunFolder('recording', footing));
  }

  /** The page that showed the post; where none did, the last one, with what it showed instead. */
  get visit(): Visit | null {
    return this.#visit;
  }

  keep(visit: Visit): void {
    if (this.#visit?.verdict.shows !== 'expected') {
      this.#visit = visit;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#folder[Symbol.asyncDispose]();
  }
}
