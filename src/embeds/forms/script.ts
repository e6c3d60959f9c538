import type { HtmlElement } from '#domain/html.ts';
import { parseHttpUrl } from '#domain/url.ts';
import type { HtmlArticle } from '../article.ts';
import { type Find, findOf, type HtmlFinder, unclaimed } from '../finder.ts';
import { isPlayerUrl, urlOfBareId } from '../players.ts';

const CONFIDENCE = 0.9;
/** Longer ones are libraries and page state, which other finders read. */
const MAX_SCRIPT_CHARACTERS = 20_000;

/** Calls of inline scripts that put a post where they stand, each with what makes a URL of its arguments. */
const calls: readonly { pattern: RegExp; url(groups: string[]): string | null }[] = [
  {
    // VK.Widgets.Post("vk_post_-1_45616", -1, 45616, 'hash')
    pattern:
      /VK\.Widgets\.Post\(\s{0,20}["'][\w-]{1,60}["']\s{0,5},\s{0,5}(-?\d{1,15})\s{0,5},\s{0,5}(\d{1,15})/g,
    url: ([owner, post]) => `https://vk.com/wall${owner}_${post}`,
  },
  {
    pattern: /widgets\.createTweet(?:Embed)?\(\s{0,20}["'](\d{2,19})["']/g,
    url: ([id = '']) => urlOfBareId('tweet', id),
  },
  {
    pattern: /YT\.Player\([^;]{0,400}?videoId["']?\s{0,5}:\s{0,5}["']([\w-]{11})["']/g,
    url: ([id = '']) => urlOfBareId('youtube', id),
  },
  {
    pattern: /Vimeo\.Player\([^;]{0,400}?\bid["']?\s{0,5}:\s{0,5}["']?(\d{5,12})\b/g,
    url: ([id = '']) => urlOfBareId('vimeo', id),
  },
  {
    pattern: /DM\.player\([^;]{0,400}?video["']?\s{0,5}:\s{0,5}["']([xk]\w{4,24})["']/g,
    url: ([id = '']) => urlOfBareId('dailymotion', id),
  },
  {
    pattern:
      /Twitch\.(?:Embed|Player)\([^;]{0,400}?\b(?:video|clip)["']?\s{0,5}:\s{0,5}["']([\w-]{6,90})["']/g,
    url: ([id = '']) => urlOfBareId('twitch', id),
  },
  {
    // renderExternalContent("https://www.youtube.com/embed/…"): a player's address is given to be shown.
    pattern: /\(\s{0,5}["']((?:https?:)?\\?\/\\?\/[^"'\s<>]{5,1000})["']/g,
    url: ([address = '']) => playerUrl(address.replaceAll('\\/', '/')),
  },
];

function playerUrl(address: string): string | null {
  const url = parseHttpUrl(address.startsWith('//') ? `https:${address}` : address);
  return url !== null && isPlayerUrl(url) ? url.href : null;
}

/** Inline scripts that render a post; scripts that carry its id in an attribute are elements like others. */
export const scripts: HtmlFinder = {
  name: 'script',
  find(article) {
    const finds: Find[] = [];
    for (const [index, node] of unclaimed(article, ['script', 'div'])) {
      const urls = node.name === 'script' ? urlsInScript(article, node, index) : urlsInId(node);
      for (const [order, url] of urls.entries()) {
        const identity = article.recognise(url);
        if (identity.postId === null) continue;
        const find = findOf({ place: [index, order], form: 'script', url, identity, confidence: CONFIDENCE });
        if (find !== null) finds.push(find);
      }
    }
    return finds;
  },
};

/** `div#vk_post_-1_45616` is where VK's script draws the post. */
function urlsInId({ attributes }: HtmlElement): URL[] {
  const match = /^vk_post_(-?\d{1,15})_(\d{1,15})$/.exec(attributes.id ?? '');
  const url = match === null ? null : parseHttpUrl(`https://vk.com/wall${match[1]}_${match[2]}`);
  return url === null ? [] : [url];
}

function urlsInScript({ document }: HtmlArticle, element: HtmlElement, index: number): URL[] {
  const text = document.nodes[index + 1];
  if (text?.kind !== 'text' || text.parent !== index || text.text.length > MAX_SCRIPT_CHARACTERS) return [];
  if (
    !/^(?:|module|text\/plain|(?:text|application)\/(?:x-)?(?:java|ecma)script)$/i.test(
      element.attributes.type ?? '',
    )
  ) {
    return [];
  }
  return calls.flatMap(({ pattern, url }) =>
    [...text.text.matchAll(pattern)].flatMap((match) => {
      const made = url(match.slice(1));
      return (made === null ? null : parseHttpUrl(made)) ?? [];
    }),
  );
}
