import type { Page } from 'playwright';
import type { Verdict } from '#domain/capture.ts';
import type { PostId } from '#domain/post.ts';
import type { PostRecord } from '#domain/record.ts';
import { challengeInHtml } from '../asking/obstacle.ts';
import type { Target } from '../platform.ts';

/** CSS selectors of a platform's embed page; an empty one matches nothing. */
export interface EmbedSelectors {
  post: string;
  text: string;
  /** Elements of the post whose `href`, `src` or `data-post` names it. */
  permalink: string;
  author: string;
  absence: string;
  login: string;
}

/** What is on the page, read once; everything after is decided without the browser. */
export interface EmbedSight {
  /** The first post on the page, null where there is none. */
  post: { text: string; words: string; author: string; permalinks: string[]; hasPicture: boolean } | null;
  absence: string | null;
  login: boolean;
  pageText: string;
  htmlStart: string;
}

/** How a platform's permalinks are read. */
export interface EmbedReading {
  idOf(permalink: string): PostId | null;
  /** True where one post has several ids: then a different id on the page is no sign of another post. */
  hasSeveralIds: boolean;
  /** What the page says, and nothing else, where the post is gone. */
  absenceWords: RegExp | null;
}

type Expected = { target: Target; record: PostRecord | null };

export async function judgeEmbedPage(
  page: Page,
  selectors: EmbedSelectors,
  reading: EmbedReading,
  expected: Expected,
): Promise<Verdict> {
  return judgeEmbed(await page.evaluate(see, selectors), reading, expected);
}

/** Runs in the page. */
function see(selectors: EmbedSelectors): EmbedSight {
  const find = (root: ParentNode, selector: string) =>
    selector === '' ? null : root.querySelector(selector);
  const all = (root: Element, selector: string) =>
    selector === '' ? [] : [...(root.matches(selector) ? [root] : []), ...root.querySelectorAll(selector)];
  const words = (root: Element, selector: string) =>
    all(root, selector)
      .map((element) => element.textContent ?? '')
      .join('\n');
  const post = find(document, selectors.post);
  return {
    post: post && {
      text: post.textContent?.slice(0, 20_000) ?? '',
      words: words(post, selectors.text).slice(0, 20_000),
      author: `${words(post, selectors.author)}\n${all(post, selectors.author)
        .map((element) => element.getAttribute('href') ?? '')
        .join('\n')}`.slice(0, 2000),
      permalinks: all(post, selectors.permalink)
        .flatMap((element) => [
          element.getAttribute('data-post') ?? '',
          (element as HTMLAnchorElement).href ?? '',
          (element as HTMLImageElement).src ?? '',
        ])
        .filter((link) => link !== '')
        .slice(0, 50),
      hasPicture: Array.from(post.querySelectorAll('img, video, canvas, [style*=background-image]')).some(
        (element) => {
          const box = element.getBoundingClientRect();
          return box.width * box.height >= 2500;
        },
      ),
    },
    absence: find(document, selectors.absence)?.textContent?.trim() ?? null,
    login: find(document, selectors.login) !== null,
    // What is hidden is not shown.
    pageText: document.body?.innerText.slice(0, 2000) ?? '',
    htmlStart: document.documentElement.outerHTML.slice(0, 60_000),
  };
}

/** Is the expected post, by id and author, what the page shows? Pure. */
export function judgeEmbed(sight: EmbedSight, reading: EmbedReading, { target, record }: Expected): Verdict {
  if (sight.post === null) return judgeWithoutPost(sight, reading);
  const { post } = sight;
  const ids = post.permalinks.map((link) => reading.idOf(link)).filter((id) => id !== null);
  const isNamed = ids.includes(target.postId);
  if (!isNamed && ids[0] !== undefined && !reading.hasSeveralIds) {
    return { shows: 'wrong-post', detail: `shows ${ids[0]}` };
  }
  if (!isNamed && record === null) return { shows: 'unchecked', detail: 'the page does not name the post' };
  if (record !== null && !namesAuthor(post, record)) {
    return { shows: 'wrong-post', detail: `the author is not ${record.author.handle ?? record.author.name}` };
  }
  if (record !== null && !saysWords(post, record)) {
    return { shows: 'wrong-post', detail: 'the text is not that of the post' };
  }
  if (post.text.trim() === '' && !post.hasPicture) return { shows: 'blank', detail: 'an empty post' };
  return { shows: 'expected', detail: isNamed ? target.postId : 'by author and text' };
}

function judgeWithoutPost(sight: EmbedSight, { absenceWords }: EmbedReading): Verdict {
  const text = sight.pageText.trim();
  const detail = text.slice(0, 200);
  if (challengeInHtml(sight.htmlStart, 403) !== null) return { shows: 'challenge', detail };
  if (sight.absence !== null) return { shows: 'absence', detail: sight.absence.slice(0, 200) };
  if (absenceWords?.test(text) === true) return { shows: 'absence', detail };
  if (sight.login) return { shows: 'wall', detail: 'asks to log in' };
  return { shows: 'blank', detail: text.length === 0 ? 'an empty page' : `no post on it: ${detail}` };
}

/** Where the record names an author at all; a page shows the handle, the name or both. */
function namesAuthor(post: NonNullable<EmbedSight['post']>, { author }: PostRecord): boolean {
  const shown = lettersOf(post.author.trim() === '' ? post.text : post.author);
  const names = [author.handle, author.name]
    .map((name) => lettersOf(name ?? ''))
    .filter((name) => name !== '');
  return names.length === 0 || names.some((name) => shown.includes(name));
}

/** Emoji are pictures and links are shortened on many pages, so letters and digits up to the first link are compared. */
function saysWords(post: NonNullable<EmbedSight['post']>, record: PostRecord): boolean {
  const beforeLink = record.text.slice(0, record.links[0]?.start ?? record.text.length);
  const wanted = lettersOf(beforeLink || (record.title ?? '')).slice(0, 60);
  return wanted === '' || lettersOf(`${post.words}\n${post.text}`).includes(wanted);
}

function lettersOf(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
}
