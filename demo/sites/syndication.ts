import { escapeHtml } from './answers.ts';
import { type DemoMedium, type DemoPost, longDate, mediaUrl, statusUrl } from './posts.ts';

/** The shapes of X's public answers, filled with the demo's posts. */

/** `cdn.syndication.twimg.com/tweet-result`: text is HTML-escaped and ends with the short link of its media. */
export function tweetResult(post: DemoPost): Record<string, unknown> {
  const escaped = post.text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const shortUrl = post.shortKey === null ? null : `https://t.co/${post.shortKey}`;
  const mediaDetails = post.media.map((medium) => mediaDetail(post, medium, shortUrl));
  return {
    __typename: 'Tweet',
    lang: post.language,
    favorite_count: post.likes,
    possibly_sensitive: false,
    created_at: post.createdAt,
    display_text_range: [0, [...escaped].length],
    entities: {
      hashtags: [],
      urls: [],
      user_mentions: [],
      symbols: [],
      ...(shortUrl !== null && {
        media: [
          {
            display_url: `pic.twitter.com/${post.shortKey}`,
            expanded_url: mediaUrl(post),
            indices: [[...escaped].length + 1, [...escaped].length + 1 + shortUrl.length],
            url: shortUrl,
          },
        ],
      }),
    },
    id_str: post.id,
    text: shortUrl === null ? escaped : `${escaped} ${shortUrl}`,
    user: {
      id_str: post.author.id,
      name: post.author.name,
      screen_name: post.author.handle,
      profile_image_url_https: pictureUrl('profile_images', post.author.avatar, '_normal'),
      profile_image_shape: 'Circle',
      verified: false,
      is_blue_verified: false,
    },
    edit_control: { edit_tweet_ids: [post.id], is_edit_eligible: false, edits_remaining: '5' },
    conversation_count: 3,
    news_action_type: 'conversation',
    isEdited: false,
    isStaleEdit: false,
    ...(mediaDetails.length > 0 && { mediaDetails }),
    ...(post.quotes && { quoted_tweet: tweetResult(post.quotes) }),
  };
}

function mediaDetail(post: DemoPost, medium: DemoMedium, shortUrl: string | null): Record<string, unknown> {
  const common = {
    display_url: `pic.twitter.com/${post.shortKey}`,
    expanded_url: mediaUrl(post),
    url: shortUrl,
    original_info: { width: medium.width, height: medium.height, focus_rects: [] },
  };
  if (medium.kind === 'photo') {
    const alt = medium.alt === null ? {} : { ext_alt_text: medium.alt };
    return { ...common, ...alt, type: 'photo', media_url_https: pictureUrl('media', medium.picture) };
  }
  const folder = `https://video.twimg.com/ext_tw_video/${medium.mediaId}/pu`;
  return {
    ...common,
    type: 'video',
    media_url_https: pictureUrl(`ext_tw_video_thumb/${medium.mediaId}/pu/img`, 'film-poster'),
    video_info: {
      aspect_ratio: [16, 9],
      duration_millis: medium.durationMs,
      variants: [
        { content_type: 'application/x-mpegURL', url: `${folder}/pl/film.m3u8?tag=5` },
        { bitrate: 256000, content_type: 'video/mp4', url: `${folder}/vid/320x180/film-low.mp4?tag=5` },
        { bitrate: 832000, content_type: 'video/mp4', url: `${folder}/vid/320x180/film-high.mp4?tag=5` },
      ],
    },
  };
}

function pictureUrl(folder: string, name: string, suffix = ''): string {
  return `https://pbs.twimg.com/${folder}/${name}${suffix}.jpg`;
}

export function deletedTombstone(): Record<string, unknown> {
  const text = 'This Post was deleted by the Post author. Learn more';
  return { __typename: 'TweetTombstone', tombstone: { text: { text, entities: [], rtl: false } } };
}

/** `publish.twitter.com/oembed`: the same blockquote that publishers paste. */
export function oembed(post: DemoPost): Record<string, unknown> {
  return {
    url: statusUrl(post),
    author_name: post.author.name,
    author_url: `https://twitter.com/${post.author.handle}`,
    html: blockquote(post),
    width: 550,
    height: null,
    type: 'rich',
    cache_age: '3153600000',
    provider_name: 'Twitter',
    provider_url: 'https://twitter.com',
    version: '1.0',
  };
}

export function blockquote(post: DemoPost): string {
  const direction = post.language === 'ar' ? 'rtl' : 'ltr';
  const words = escapeHtml(post.text).replaceAll('\n', '<br>');
  const link =
    post.shortKey === null
      ? ''
      : ` <a href="https://t.co/${post.shortKey}">pic.twitter.com/${post.shortKey}</a>`;
  return (
    `<blockquote class="twitter-tweet"><p lang="${post.language}" dir="${direction}">${words}${link}</p>&mdash; ` +
    `${escapeHtml(post.author.name)} (@${post.author.handle}) ` +
    `<a href="${statusUrl(post)}?ref_src=twsrc%5Etfw">${longDate(post)}</a></blockquote>\n`
  );
}
