type Write = (url: string, html: string) => { body: string; mediaType: string };

const formats: readonly Write[] = [
  (url, html) => ({
    mediaType: 'application/rss+xml',
    body: `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>News</title>
      <item><title>An article</title><link>${escaped(url)}</link><content:encoded><![CDATA[${html.replaceAll(']]>', ']]]]><![CDATA[>')}]]></content:encoded></item></channel></rss>`,
  }),
  (url, html) => ({
    mediaType: 'application/atom+xml',
    body: `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>
      <entry><title>An article</title><link href="${escaped(url)}"/><content type="html">${escaped(html)}</content></entry></feed>`,
  }),
  (url, html) => ({
    mediaType: 'application/feed+json',
    body: JSON.stringify({
      version: 'https://jsonfeed.org/version/1.1',
      title: 'News',
      items: [{ id: url, url, content_html: html }],
    }),
  }),
];

/** A feed that holds the article whole; `turn` chooses among RSS, Atom and JSON Feed. */
export function asFeed(turn: number, url: string, html: string): { body: string; mediaType: string } {
  const write = formats[turn % formats.length];
  if (write === undefined) throw new Error(`no format has the turn ${turn}`);
  return write(url, html);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
