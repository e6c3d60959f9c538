import type { DemoPost } from '../../demo/sites/posts.ts';
import { statusUrl } from '../../demo/sites/posts.ts';
import type { ArchivedCopy } from '../../demo/sites/wayback.ts';

/** A post as version 1.1 of X's interface told it, which the Wayback Machine keeps under the post's own URL. */
export function version1Of(post: DemoPost): Record<string, unknown> {
  const [medium] = post.media;
  const shortUrl = `https://t.co/${post.shortKey}`;
  const media =
    medium?.kind === 'video'
      ? [
          {
            type: 'video',
            url: shortUrl,
            expanded_url: `${statusUrl(post)}/video/1`,
            media_url_https: `https://pbs.twimg.com/ext_tw_video_thumb/${medium.mediaId}/pu/img/film-poster.jpg`,
            original_info: { width: medium.width, height: medium.height },
            video_info: {
              duration_millis: medium.durationMs,
              variants: [
                {
                  url: `https://video.twimg.com/ext_tw_video/${medium.mediaId}/pu/vid/film-high.mp4`,
                  content_type: 'video/mp4',
                  bitrate: 832_000,
                },
              ],
            },
          },
        ]
      : [];
  const { id, name, handle, avatar } = post.author;
  return {
    id_str: post.id,
    created_at: new Date(post.createdAt)
      .toUTCString()
      .replace(/^(\w+), (\d+) (\w+) (\d+) (\S+) GMT$/, '$1 $3 $2 $5 +0000 $4'),
    full_text: media.length > 0 ? `${post.text} ${shortUrl}` : post.text,
    lang: post.language,
    user: {
      id_str: id,
      name,
      screen_name: handle,
      profile_image_url_https: `https://pbs.twimg.com/profile_images/1/${avatar}_normal.jpg`,
    },
    entities: { urls: [], media: media.map(({ url, expanded_url }) => ({ url, expanded_url })) },
    extended_entities: { media },
    favorite_count: post.likes,
  };
}

/** A post as version 2 told it, with its author beside it. */
export function version2Of({ id, text, createdAt, language, author }: DemoPost): Record<string, unknown> {
  return {
    data: {
      id,
      text,
      created_at: createdAt,
      author_id: author.id,
      lang: language,
      public_metrics: { like_count: 3 },
    },
    includes: { users: [{ id: author.id, name: author.name, username: author.handle }] },
  };
}

/** A page of Twitter's as it was served until 2020. */
export function permalinkPageOf(post: DemoPost): string {
  const { id, name, handle } = post.author;
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${name} on Twitter</title></head><body>
<div class="permalink-inner permalink-tweet-container"><div class="tweet permalink-tweet js-actionable-tweet" data-tweet-id="${post.id}"
 data-screen-name="${handle}" data-name="${name}" data-user-id="${id}">
<div class="content clearfix"><img class="avatar js-action-profile-avatar" src="https://pbs.twimg.com/profile_images/1/${post.author.avatar}_normal.jpg" alt=""></div>
<div class="js-tweet-text-container"><p class="TweetTextSize TweetTextSize--jumbo js-tweet-text tweet-text" lang="${post.language}" data-aria-label-part="0">${post.text.replace(/#(\w+)/g, '<a href="/hashtag/$1?src=hash" class="twitter-hashtag"><s>#</s><b>$1</b></a>')}<a href="https://t.co/${post.shortKey}" class="twitter-timeline-link u-hidden" data-pre-embedded="true" dir="ltr">pic.twitter.com/${post.shortKey}</a></p></div>
<span class="_timestamp js-short-timestamp" data-time-ms="${Date.parse(post.createdAt)}">12 Dec 2018</span></div></div>
<div class="tweet" data-tweet-id="1" data-screen-name="somebody"><p class="tweet-text">A reply that is another post.</p></div></body></html>`;
}

export function jsonCopy(url: string, timestamp: string, value: unknown): ArchivedCopy {
  return { url, timestamp, mediaType: 'application/json; charset=utf-8', body: JSON.stringify(value) };
}

export function pageCopy(url: string, timestamp: string, body: string): ArchivedCopy {
  return { url, timestamp, mediaType: 'text/html; charset=utf-8', body };
}
