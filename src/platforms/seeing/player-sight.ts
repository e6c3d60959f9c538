import type { Page } from 'playwright';
import type { Verdict } from '#domain/capture.ts';
import type { PostId } from '#domain/post.ts';
import type { PostRecord } from '#domain/record.ts';
import { parseHttpUrl } from '#domain/url.ts';
import { challengeInHtml } from '../asking/obstacle.ts';
import type { Identity, Target } from '../platform.ts';

/** CSS selectors of a video's embed player. */
export interface PlayerSelectors {
  /** The player, or the element that stands for it. */
  player: string;
  /** Where the title is written, besides `<title>`. */
  title: string;
  /** Links from the player to the post's own page. */
  postLink: string;
  /** What is shown in place of the video, with its reason. */
  error: string;
  consent: string;
  login: string;
}

/** What is on the page, read once; everything after is decided without the browser. */
export interface PlayerSight {
  url: string;
  hasPlayer: boolean;
  titles: string[];
  links: string[];
  /** The words of the error, null where none is shown. */
  error: string | null;
  consent: boolean;
  login: boolean;
  pageText: string;
  htmlStart: string;
}

/** What a platform adds: its URLs, and the words by which its player says that the video is gone. */
export interface PlayerOf {
  identify(url: URL): Identity | null;
  absenceWords: RegExp;
}

export async function judgePlayer(
  page: Page,
  selectors: PlayerSelectors,
  platform: PlayerOf,
  expected: { target: Target; record: PostRecord | null },
): Promise<Verdict> {
  return judgePlayerSight(await page.evaluate(see, selectors), platform, expected);
}

/** Runs in the page. */
function see(selectors: PlayerSelectors): PlayerSight {
  const isShown = (element: Element) => {
    const box = element.getBoundingClientRect();
    return box.width * box.height > 0 && getComputedStyle(element).visibility !== 'hidden';
  };
  const shown = (selector: string) => Array.from(document.querySelectorAll(selector)).filter(isShown);
  const errors = shown(selectors.error).map((element) => (element as HTMLElement).innerText.trim());
  return {
    url: location.href,
    hasPlayer: shown(selectors.player).length > 0,
    titles: [
      document.title,
      ...Array.from(document.querySelectorAll(selectors.title), (element) => element.textContent ?? ''),
    ]
      .map((title) => title.trim().slice(0, 1000))
      .filter((title) => title.length > 0),
    links: Array.from(document.querySelectorAll(selectors.postLink), (element) =>
      element.getAttribute('href'),
    )
      .filter((href) => href !== null)
      .map((href) => URL.parse(href, document.baseURI)?.href ?? '')
      .slice(0, 50),
    error: errors.length === 0 ? null : errors.join('\n').slice(0, 1000),
    consent: shown(selectors.consent).length > 0,
    login: shown(selectors.login).length > 0,
    // What is hidden is not shown.
    pageText: document.body?.innerText.slice(0, 2000) ?? '',
    htmlStart: document.documentElement.outerHTML.slice(0, 60_000),
  };
}

/** Is the expected video, by id or title, in the player? Pure. */
export function judgePlayerSight(
  sight: PlayerSight,
  { identify, absenceWords }: PlayerOf,
  { target, record }: { target: Target; record: PostRecord | null },
): Verdict {
  const text = sight.pageText.trim();
  const challenge = challengeInHtml(sight.htmlStart, sight.hasPlayer ? 200 : 403);
  if (challenge !== null) return { shows: 'challenge', detail: challenge };
  if (sight.consent) return { shows: 'consent', detail: 'asks for consent' };
  if (sight.error !== null) return judgeError(sight.error, absenceWords);
  if (!sight.hasPlayer) {
    if (sight.login) return { shows: 'wall', detail: 'asks to log in' };
    if (text.length < 300 && absenceWords.test(text)) return { shows: 'absence', detail: text.slice(0, 200) };
    const detail = text.length === 0 ? 'an empty page' : `no player on it: ${text.slice(0, 200)}`;
    return { shows: 'blank', detail };
  }
  const linked = idOfLinks(sight.links, identify);
  if (linked === target.postId) return { shows: 'expected', detail: linked };
  if (linked !== null) return { shows: 'wrong-post', detail: `shows ${linked}` };
  return judgeByTitle(sight, record);
}

function judgeError(error: string, absenceWords: RegExp): Verdict {
  const detail = error.replace(/\s+/g, ' ').slice(0, 200);
  // Anything else, a refusal to play elsewhere or a request to prove to be human, says nothing about the video.
  return { shows: absenceWords.test(error) ? 'absence' : 'wall', detail };
}

function idOfLinks(links: string[], identify: PlayerOf['identify']): PostId | null {
  for (const link of links) {
    const url = parseHttpUrl(link);
    const postId = url === null ? null : (identify(url)?.postId ?? null);
    if (postId !== null) return postId;
  }
  return null;
}

/** The player is asked for by its id, so a title that is right is enough, and one that is another's is not. */
function judgeByTitle(sight: PlayerSight, record: PostRecord | null): Verdict {
  const wanted = lettersOf(record?.title ?? '').slice(0, 60);
  if (wanted.length === 0) return { shows: 'unchecked', detail: 'the player names no id' };
  const titles = sight.titles.map(lettersOf).filter((title) => title.length > 0);
  if (titles.some((title) => title.includes(wanted))) {
    return { shows: 'expected', detail: `by its title: ${record?.title?.slice(0, 150)}` };
  }
  const inText = lettersOf(sight.pageText).includes(wanted);
  if (inText) return { shows: 'expected', detail: 'by its title in the player' };
  if (titles.length === 0) return { shows: 'unchecked', detail: 'the player names neither id nor title' };
  return { shows: 'wrong-post', detail: `the title is ${sight.titles[0]?.slice(0, 150)}` };
}

function lettersOf(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
}
