import { urlOfBareId } from './players.ts';

/** `{{< youtube ID >}}` (Hugo), `{% youtube ID %}` (Jekyll, dev.to), `[youtube]ID[/youtube]` and `[embed]URL[/embed]` (WordPress, forums). */
const shortcode =
  /\{\{[<%]\s{0,10}(?:[\w-]{1,20}\/)?(\w{1,30})\s([^{}<>\n]{1,400}?)\s{0,10}[%>]\}\}|\{%\s{0,10}(\w{1,30})\s([^{}%\n]{1,400}?)\s{0,10}%\}|\[(embed|youtube|vimeo|tweet|twitter|instagram|tiktok|facebook|dailymotion|video|media)(?:[\s=][^\]\n]{0,300})?\]([^[\]\n]{1,400})\[\/\5\]|\[(youtube|vimeo|tweet|twitter|instagram|tiktok|facebook|dailymotion|embedyt)[\s=]+([^\]\n]{1,400})\]/gi;

/** `@[youtube](ID)` (Zenn, VuePress), and `![](URL)` of a page that is no picture (Obsidian). */
const bracketed = /([@!])\[([^\]\n[]{0,100})\]\(([^()\s]{1,400})\)/g;
const picture = /\.(?:png|jpe?g|gif|webp|svg|avif)(?:[?#]|$)/i;

/** Shortcodes of editors' systems written as the URL of what they embed, on a line of its own; others stay. */
export function withShortcodesAsUrls(text: string): string {
  if (!text.includes('{') && !text.includes('[')) return text;
  return withBracketedAsUrls(text).replace(shortcode, (whole, ...groups: (string | undefined)[]) => {
    for (let index = 0; index < 8; index += 2) {
      const name = groups[index];
      const url = name === undefined ? null : urlIn(name, groups[index + 1] ?? '');
      if (url !== null) return `\n\n${url}\n\n`;
    }
    return whole;
  });
}

function withBracketedAsUrls(text: string): string {
  if (!text.includes('](')) return text;
  return text.replace(bracketed, (whole, mark, name, given) => {
    const url = mark === '@' ? urlIn(name, given) : /^https?:\/\//i.test(given) ? given : null;
    return url === null || picture.test(url) ? whole : `\n\n${url}\n\n`;
  });
}

function urlIn(name: string, given: string): string | null {
  const url = /https?:\/\/[^\s"'<>|\]]+/i.exec(given)?.[0];
  if (url !== undefined) return url;
  const named = /\bid\s?=\s?["']?([\w/-]+)/i.exec(given)?.[1];
  for (const word of [named, ...given.split(/[\s"']+/).toReversed()]) {
    const made = word === undefined || word === '' ? null : urlOfBareId(name, word);
    if (made !== null) return made;
  }
  return null;
}
