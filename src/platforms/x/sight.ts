import type { Page } from 'playwright';
import type { Verdict } from '#domain/capture.ts';
import type { PostRecord } from '#domain/record.ts';
import { parseHttpUrl } from '#domain/url.ts';
import { challengeInHtml } from '../asking/obstacle.ts';
import type { Target } from '../platform.ts';
import { identify } from './urls.ts';

/** What is on the page, read once; everything after is decided without the browser. */
export interface Sight {
  /** The first post on the page, null where there is none. */
  post: { text: string; words: string; permalinks: string[]; links: string[] } | null;
  notFound: boolean;
  login: boolean;
  pageText: string;
  htmlStart: string;
}

interface Selectors {
  post: string;
  text: string;
  time: string;
  notFound: string;
  login: string;
}

export async function judgePage(
  page: Page,
  selectors: Selectors,
  expected: { target: Target; record: PostRecord | null },
): Promise<Verdict> {
  return judgeSight(await page.evaluate(see, selectors), expected);
}

/** Runs in the page. */
function see(selectors: Selectors): Sight {
  const article = document.querySelector(selectors.post);
  const hrefs = (links: Iterable<Element>) => Array.from(links, (link) => (link as HTMLAnchorElement).href);
  const times = article ? Array.from(article.querySelectorAll(selectors.time)) : [];
  return {
    post: article && {
      text: article.textContent?.slice(0, 20_000) ?? '',
      words: article.querySelector(selectors.text)?.textContent ?? '',
      permalinks: hrefs(times.map((time) => time.closest('a[href]')).filter((link) => link !== null)),
      links: hrefs(article.querySelectorAll('a[href]')).slice(0, 200),
    },
    notFound: document.querySelector(selectors.notFound) !== null,
    login: document.querySelector(selectors.login) !== null,
    // What is hidden is not shown.
    pageText: document.body?.innerText.slice(0, 2000) ?? '',
    htmlStart: document.documentElement.outerHTML.slice(0, 60_000),
  };
}

/** Is the expected post, by id and author, what the page shows? Pure. */
export function judgeSight(sight: Sight, expected: { target: Target; record: PostRecord | null }): Verdict {
  if (sight.post === null) return judgeWithoutPost(sight);
  const statuses = statusesOf(sight.post.permalinks);
  const main = statuses[0] ?? statusesOf(sight.post.links)[0];
  if (main === undefined) return judgeByWords(sight.post, expected.record);
  if (main.postId !== expected.target.postId) {
    return { shows: 'wrong-post', detail: `shows ${main.postId}` };
  }
  const handle = expected.record?.author.handle ?? null;
  if (handle !== null && !namesAuthor(sight.post, handle)) {
    return { shows: 'wrong-post', detail: `the author is not @${handle}` };
  }
  if (expected.record !== null && !saysWords(sight.post, expected.record)) {
    return { shows: 'wrong-post', detail: 'the text is not that of the post' };
  }
  return { shows: 'expected', detail: `${main.postId}${handle === null ? '' : ` by @${handle}`}` };
}

function judgeWithoutPost(sight: Sight): Verdict {
  const text = sight.pageText.trim();
  if (challengeInHtml(sight.htmlStart, 403) !== null)
    return { shows: 'challenge', detail: text.slice(0, 200) };
  if (sight.login) return { shows: 'wall', detail: 'asks to log in' };
  // The embed page of a post that is gone has these words and nothing else.
  if (sight.notFound || /^not found\b.{0,80}$/is.test(text))
    return { shows: 'absence', detail: text.slice(0, 200) };
  if (/^hmm\W+this page doesn[’']t exist/i.test(text))
    return { shows: 'absence', detail: text.slice(0, 200) };
  if (/something went wrong/i.test(text)) return { shows: 'wall', detail: text.slice(0, 200) };
  return {
    shows: 'blank',
    detail: text.length === 0 ? 'an empty page' : `no post on it: ${text.slice(0, 200)}`,
  };
}

/** An embed page without links to a post is judged by author and text, or not at all. */
function judgeByWords(post: NonNullable<Sight['post']>, record: PostRecord | null): Verdict {
  if (record === null) return { shows: 'unchecked', detail: 'the page names no post id' };
  const handle = record.author.handle ?? '';
  if (namesAuthor(post, handle) && saysWords(post, record)) {
    return { shows: 'expected', detail: `by author (@${handle}) and text` };
  }
  return { shows: 'wrong-post', detail: 'neither id, author and text are those of the post' };
}

function statusesOf(links: string[]): { postId: string }[] {
  return links.flatMap((link) => {
    const url = parseHttpUrl(link);
    const identity = url === null ? null : identify(url);
    const isPost = identity?.kind === 'post' && identity.postId !== null;
    return isPost && identity.postId !== null ? [{ postId: identity.postId }] : [];
  });
}

function namesAuthor(post: NonNullable<Sight['post']>, handle: string): boolean {
  const pattern = new RegExp(`@${handle}(?![A-Za-z0-9_])`, 'i');
  if (pattern.test(post.text)) return true;
  const path = `/${handle.toLowerCase()}`;
  return post.links.some((link) => {
    const pathname = URL.parse(link)?.pathname.toLowerCase();
    return pathname === path || pathname?.startsWith(`${path}/status/`);
  });
}

/** Emoji are pictures there and links are shortened, so letters and digits up to the first link are compared. */
function saysWords(post: NonNullable<Sight['post']>, record: PostRecord): boolean {
  const beforeLink = record.text.slice(0, record.links[0]?.start ?? record.text.length);
  const wanted = lettersOf(beforeLink).slice(0, 60);
  return wanted.length === 0 || lettersOf(post.words || post.text).includes(wanted);
}

function lettersOf(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
}
