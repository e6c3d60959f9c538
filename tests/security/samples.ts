/** Small and whole examples of what others send, to be spoilt. */

export const rss = `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>News</title><item><title>A</title><link>https://news.example.org/a</link><guid isPermaLink="false">17</guid>
<pubDate>Wed, 12 Dec 2018 00:15:00 GMT</pubDate><content:encoded><![CDATA[<p>A <a href="https://x.com/a/status/20">post</a>]]></content:encoded></item>
<item><link>/b</link><pubDate>2019-01-01</pubDate><description>&lt;p&gt;B</description></item></channel></rss>`;

export const atom = `<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>tag:a</id><link rel="alternate" href="https://news.example.org/a"/>
<updated>2024-01-01T00:00:00Z</updated><published>2023-01-01T00:00:00+01:00</published><content type="html">&lt;p&gt;A</content></entry></feed>`;

export const jsonFeed = JSON.stringify({
  version: 'https://jsonfeed.org/version/1.1',
  items: [
    {
      id: '1',
      url: 'https://news.example.org/a',
      content_html: '<p>A',
      date_modified: '2024-01-01T00:00:00Z',
    },
    { id: 2, url: '/b', content_text: 'B', date_published: '2024-01-02T00:00:00Z' },
  ],
});

export const sitemap = `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://news.example.org/a</loc>
<lastmod>2024-01-01</lastmod></url><url><loc><![CDATA[https://news.example.org/b?c&d]]></loc><lastmod>2024-01-01T00:00:00Z</lastmod></url></urlset>`;

export const sitemapIndex = `<sitemapindex><sitemap><loc>https://news.example.org/s1.xml</loc><lastmod>2024-01</lastmod></sitemap></sitemapindex>`;

export const article = `<article><p>Words<blockquote class="twitter-tweet"><p>The bridge is open</p>&mdash; Ada (@ada)
<a href="https://twitter.com/ada/status/20">December 12, 2018</a></blockquote><iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe>
<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/Chm_-tPJqpd/"></blockquote>
<script type="application/ld+json">{"@type":"VideoObject","embedUrl":"https://youtu.be/dQw4w9WgXcQ","uploadDate":"2020-01-01"}</script></article>`;

export const sheet = `link,id,tags,collection,note\nhttps://x.com/a/status/20,7,"a, b",c,"said ""yes"""\nhttps://x.com/a/status/21;,,,\n`;

export const cdx = JSON.stringify([
  ['timestamp', 'original', 'mimetype', 'digest'],
  ['20181212001500', 'https://x.com/a/status/20', 'text/html', 'AAAA'],
  ['20191212001500', 'https://x.com/a/status/20', null, null],
]);

export const timeMap = `<https://x.com/a/status/20>; rel="original", <https://agg.example.org/>; rel="timegate",
<https://one.example.org/web/20181212001500/https://x.com/a/status/20>; rel="first memento"; datetime="Wed, 12 Dec 2018 00:15:00 GMT",
<https://two.example.org/abc>; rel="memento"; datetime="Thu, 12 Dec 2019 00:15:00 GMT"`;

export const saved = JSON.stringify({
  status: 'success',
  timestamp: '20240101000000',
  original_url: 'https://x.com/a/status/20',
});

export const hlsMaster = `#EXTM3U
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="sound",DEFAULT=YES,URI="audio.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=1280000,RESOLUTION=1280x720,CODECS="avc1.4d401f,mp4a.40.2",AUDIO="a"
high.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=640000,RESOLUTION=640x360
low.m3u8
`;

export const hlsPieces = `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:6
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-KEY:METHOD=AES-128,URI="key.bin",IV=0x00000000000000000000000000000001
#EXT-X-MAP:URI="init.mp4",BYTERANGE="100@0"
#EXTINF:6.0,
#EXT-X-BYTERANGE:1000@100
one.m4s
#EXTINF:4.5,
two.m4s
#EXT-X-ENDLIST
`;

export const dash = `<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT12S"><BaseURL>https://video.example.org/</BaseURL>
<Period><AdaptationSet contentType="video" mimeType="video/mp4"><SegmentTemplate timescale="1000" media="v-$Number%05d$.m4s" initialization="v-init.mp4" startNumber="1" duration="6000"/>
<Representation id="1" bandwidth="800000" width="1280" height="720" codecs="avc1.4d401f"/></AdaptationSet>
<AdaptationSet contentType="audio" mimeType="audio/mp4"><Representation id="2" bandwidth="128000"><SegmentTemplate timescale="1000" media="a-$Time$.m4s" initialization="a-init.mp4">
<SegmentTimeline><S t="0" d="6000" r="1"/></SegmentTimeline></SegmentTemplate></Representation></AdaptationSet>
<AdaptationSet contentType="text" mimeType="text/vtt" lang="en"><Representation id="3" bandwidth="1"><BaseURL>en.vtt</BaseURL></Representation></AdaptationSet></Period></MPD>`;

export const ghostMessage = JSON.stringify({
  post: {
    current: {
      id: 'a',
      url: 'https://news.example.org/a',
      status: 'published',
      html: '<p>A',
      updated_at: '2024-01-01T00:00:00Z',
      title: 'A',
    },
    previous: { status: 'draft' },
  },
});

export const wordpressMessage = JSON.stringify({
  ...{
    id: 7,
    url: 'https://news.example.org/a',
    title: 'A',
    html: '<p>A',
    updatedAt: '2024-01-01T00:00:00Z',
  },
  ...{
    post_id: 7,
    post_permalink: 'https://news.example.org/a',
    post: { post_content: '<p>A', post_status: 'publish' },
  },
});

export const cookieFile =
  '# Netscape HTTP Cookie File\n#HttpOnly_.x.com\tTRUE\t/\tTRUE\t1900000000\tauth_token\thunter2\n';

export const storageState = JSON.stringify({
  cookies: [{ name: 'session', value: 'hunter2', domain: '.x.com', path: '/', expires: 1_900_000_000 }],
  origins: [{ origin: 'https://x.com', localStorage: [{ name: 'a', value: 'hunter2' }] }],
});

export const warcRecord =
  'WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/\r\nWARC-Date: 2024-01-01T00:00:00Z\r\n' +
  'Content-Type: application/http; msgtype=response\r\nContent-Length: 60\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nthe body of it\r\n\r\n\r\n';
