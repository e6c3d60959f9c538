import type { RecordedAnswer, RecordedRequest, Site } from '../../support/recorded-web/recorded-web.ts';
import { browserNoise } from '../../support/recorded-web/recorded-web.ts';
import { livelyPages } from './lively-pages.ts';
import { plainPages } from './plain-pages.ts';

/** A small page in the manner of real ones. */
export interface ReplayedPage {
  name: string;
  url: string;
  /** Where its redirects end. */
  endsAt?: string;
  /** What the archive cannot answer, by our own check. */
  missing?: string[];
  /** What a reader finds on it. */
  words: string[];
  /** What else is in its frames and shadow trees. */
  innerWords?: string[];
  /** By address, with its query or without. */
  answers: Record<string, RecordedAnswer | ((request: RecordedRequest) => RecordedAnswer | null)>;
}

export async function replayedPages(): Promise<ReplayedPage[]> {
  return [...(await plainPages()), ...(await livelyPages())];
}

export function sitesOf(pages: ReplayedPage[]): Site[] {
  const answers = new Map(pages.flatMap((page) => Object.entries(page.answers)));
  const hosts = new Set([...answers.keys()].map((url) => new URL(url).hostname));
  return [...hosts].map((host) => ({
    host,
    noise: browserNoise,
    handle(request) {
      const { href, origin, pathname } = request.url;
      const answer = answers.get(href) ?? answers.get(`${origin}${pathname}`) ?? null;
      return typeof answer === 'function' ? answer(request) : answer;
    },
  }));
}
