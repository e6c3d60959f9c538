/** Articles as newsrooms publish them, made to any size: the same each time, so that runs can be compared. */
export interface Input {
  name: string;
  mediaType: string;
  body: Uint8Array;
}

const words =
  'the city council said on Tuesday that water prices will rise because old pipes under the market must be replaced before winter, and residents who waited for hours asked why nobody had told them earlier';
const embeds: readonly ((number: number) => string)[] = [
  (n) =>
    `<blockquote class="twitter-tweet"><p lang="en">${words}</p>&mdash; Ada (@ada) <a href="https://twitter.com/ada/status/${1_000_000_000_000 + n}">December 12, 2018</a></blockquote>`,
  (n) => `<figure><iframe data-src="https://www.youtube.com/embed/${id(n)}"></iframe></figure>`,
  (n) =>
    `<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/${id(n)}/"><a href="https://www.instagram.com/p/${id(n)}/">A post</a></blockquote>`,
];

export function htmlOf(bytes: number): string {
  const head = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Water</title><script type="application/ld+json">${JSON.stringify({ '@type': 'NewsArticle', headline: 'Water', articleBody: words })}</script></head><body><main><article>`;
  return `${head}${repeated(section, bytes)}</article></main></body></html>`;
}

export function inputs(): Input[] {
  const megabyte = 1_000_000;
  return [
    { name: 'HTML, 1 MB', mediaType: 'text/html', body: bytesOf(htmlOf(megabyte)) },
    { name: 'HTML, 10 MB', mediaType: 'text/html', body: bytesOf(htmlOf(10 * megabyte)) },
    {
      name: 'feed, 1 MB',
      mediaType: 'application/rss+xml',
      body: bytesOf(`<rss version="2.0"><channel>${repeated(item, megabyte)}</channel></rss>`),
    },
    { name: 'text, 1 MB', mediaType: 'text/plain', body: bytesOf(repeated(passage, megabyte)) },
  ];
}

/** A paragraph with a link and a picture; now and then an embed, a share button, a script with the page's state. */
function section(n: number): string {
  const paragraph = `<p class="article__text">${words} <a class="link" href="/2024/03/${n}/water.html">${n}</a>.</p><figure class="figure"><img src="/pictures/${n}.jpg" srcset="/pictures/${n}-2x.jpg 2x" alt="A pipe &amp; a street" loading="lazy"><figcaption>A pipe</figcaption></figure>`;
  if (n % 12 === 5) return `${paragraph}${embeds[Math.floor(n / 12) % embeds.length]?.(n) ?? ''}`;
  if (n % 12 === 11) return `${paragraph}<script>window.__STATE__[${n}] = ${state(n)};</script>`;
  if (n % 12 === 8)
    return `${paragraph}<a class="share" href="https://twitter.com/intent/tweet?url=https%3A%2F%2Fnews.example%2F${n}"><svg><path d="M0 0h24v24H0z"/></svg></a>`;
  return paragraph;
}

function state(n: number): string {
  const related = Array.from({ length: 12 }, (_, index) => ({
    id: n + index,
    title: words,
    url: `/${n}/${index}`,
  }));
  return JSON.stringify({ related, content: [{ type: 'text', html: `<p>${words}</p>` }] });
}

function item(n: number): string {
  return `<item><title>Water ${n}</title><link>https://news.example/${n}</link><content:encoded><![CDATA[${section(n)}${section(n + 5)}]]></content:encoded></item>`;
}

function passage(n: number): string {
  return n % 8 === 3
    ? `${words} pic.twitter.com/${id(n).slice(0, 10)} — Ada (@ada) December 12, 2018\n\n`
    : `${words} — ${words} https://news.example/${n}\n\n`;
}

function repeated(part: (n: number) => string, bytes: number): string {
  const parts: string[] = [];
  for (let size = 0, n = 0; size < bytes; n += 1) {
    const next = part(n);
    parts.push(next);
    size += next.length;
  }
  return parts.join('');
}

function id(n: number): string {
  return n.toString(36).padStart(11, 'Abcdefghijk');
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
