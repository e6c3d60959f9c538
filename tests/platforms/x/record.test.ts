import { describe, expect, it } from 'vitest';
import { readRecord } from '#platforms/x/record.ts';
import { timeOfId } from '#platforms/x/snowflake.ts';
import { syndicationToken } from '#platforms/x/token.ts';
import { STATUS_ID, tombstone, tweet } from './synthetic.ts';

function recordOf(changes: Record<string, unknown> = {}) {
  const reading = readRecord(tweet(changes));
  if (reading.kind === 'unreadable') throw new Error(reading.path);
  return reading.record;
}

describe('the text of a post', () => {
  it('is unescaped, with links expanded and placed, without the link to its own media', () => {
    const { text, links } = recordOf();
    expect(text).toBe('Snow & light https://example.org/a');
    expect(links).toEqual([{ url: 'https://example.org/a', start: 13, end: 34 }]);
  });

  it('places links in UTF-16 units, after characters beyond the first plane', () => {
    const { text, links } = recordOf({
      text: '😭😭 &lt;3 https://t.co/Link000001 end',
      display_text_range: [0, 37],
      entities: { urls: [{ url: 'https://t.co/Link000001', expanded_url: 'https://example.org/é' }] },
    });
    expect(text).toBe('😭😭 <3 https://example.org/é end');
    expect(links.map(({ start, end }) => text.slice(start, end))).toEqual(['https://example.org/é']);
  });

  it('counts the displayed range in code points', () => {
    const text = '@bob 😭😭😭 hello https://t.co/Media00001';
    const entities = { media: [{ url: 'https://t.co/Media00001' }] };
    expect(recordOf({ text, entities, display_text_range: [5, 14] }).text).toBe('😭😭😭 hello');
  });

  it('also understands the range in UTF-16 units, as answers with emoji have it', () => {
    const text = '😭😭😭 hello https://t.co/Quote00001';
    expect(recordOf({ text, entities: {}, display_text_range: [0, 12] }).text).toBe('😭😭😭 hello');
  });

  it('unescapes once only', () => {
    expect(recordOf({ text: '&amp;lt;b&amp;gt;', entities: {}, display_text_range: undefined }).text).toBe(
      '&lt;b&gt;',
    );
  });

  it('says when the answer itself is cut', () => {
    expect(recordOf({ note_tweet: { id: 'a' } }).textTruncated).toBe(true);
    expect(recordOf().textTruncated).toBe(false);
  });
});

describe('the media of a post', () => {
  it('are all there, in order, best variant first, with the author’s own description', () => {
    const { media } = recordOf({
      mediaDetails: [
        {
          type: 'photo',
          media_url_https: 'https://pbs.twimg.com/media/A.jpg',
          ext_alt_text: 'A lamp in the snow',
          original_info: { width: 1200, height: 800 },
        },
        {
          type: 'video',
          media_url_https: 'https://pbs.twimg.com/ext_tw_video_thumb/1/pu/img/p.jpg',
          video_info: {
            duration_millis: 1500,
            variants: [
              { content_type: 'application/x-mpegURL', url: 'https://video.twimg.com/a.m3u8' },
              {
                content_type: 'video/mp4',
                bitrate: 256000,
                url: 'https://video.twimg.com/vid/320x180/a.mp4',
              },
              {
                content_type: 'video/mp4',
                bitrate: 2176000,
                url: 'https://video.twimg.com/vid/1280x720/a.mp4',
              },
            ],
          },
        },
        {
          type: 'animated_gif',
          media_url_https: 'https://pbs.twimg.com/tweet_video_thumb/g.jpg',
          video_info: {
            variants: [
              { content_type: 'video/mp4', bitrate: 0, url: 'https://video.twimg.com/tweet_video/g.mp4' },
            ],
          },
        },
      ],
    });
    expect(media.map(({ kind }) => kind)).toEqual(['photo', 'video', 'gif']);
    expect(media[0]).toMatchObject({ alt: 'A lamp in the snow', width: 1200, height: 800, posterUrl: null });
    expect(media[0]?.variants.map(({ url }) => url)).toEqual([
      'https://pbs.twimg.com/media/A.jpg?name=orig',
      'https://pbs.twimg.com/media/A.jpg',
    ]);
    expect(media[1]).toMatchObject({ alt: null, durationMs: 1500 });
    expect(media[1]?.variants.map(({ bitrate, width }) => [bitrate, width])).toEqual([
      [2176000, 1280],
      [256000, 320],
      [null, null],
    ]);
  });
});

describe('what else a post says', () => {
  it('poll, reply, labels, edit', () => {
    const record = recordOf({
      card: {
        name: 'poll2choice_text_only',
        binding_values: {
          choice1_label: { string_value: 'Yes' },
          choice1_count: { string_value: '12' },
          choice2_label: { string_value: 'No' },
          end_datetime_utc: { string_value: '2018-12-13T14:06:21Z' },
        },
      },
      in_reply_to_status_id_str: '20',
      in_reply_to_screen_name: 'jack',
      possibly_sensitive: true,
      withheld_in_countries: ['DE', 'tr'],
      edit_control: { edit_tweet_ids: [STATUS_ID, '1072857400000000000'] },
    });
    expect(record.poll).toEqual({
      options: [
        { label: 'Yes', count: 12 },
        { label: 'No', count: null },
      ],
      endsAt: '2018-12-13T14:06:21.000Z',
    });
    expect(record.replyTo).toEqual({
      postId: 'x:20',
      authorHandle: 'jack',
      url: 'https://x.com/i/status/20',
    });
    expect(record.labels).toEqual(['sensitive', 'withheld:DE', 'withheld:TR']);
    expect(record.editedAt).toBe(timeOfId('1072857400000000000'));
    expect(recordOf({ card: { name: 'summary' } }).poll).toBeNull();
  });

  it('the quoted post, or that it is gone', () => {
    const quoted = { ...tweet(), id_str: '21', text: 'Earlier', entities: {}, display_text_range: [0, 7] };
    expect(recordOf({ quoted_tweet: quoted }).quoted).toMatchObject({ postId: 'x:21', text: 'Earlier' });
    const gone = recordOf({
      quoted_tweet: tombstone('This Post is from a suspended account.'),
      entities: { urls: [{ url: 'https://t.co/q', expanded_url: 'https://x.com/b/status/22' }] },
    });
    expect(gone.quoted).toEqual({ absence: 'suspended', url: 'https://x.com/b/status/22' });
    const bare = recordOf({ quoted_tweet: { ...quoted, user: undefined } });
    expect(bare.quoted).toMatchObject({ absence: 'account-gone' });
    const broken = readRecord(tweet({ quoted_tweet: { ...quoted, user: null } }));
    expect(broken).toMatchObject({ kind: 'unreadable', path: expect.stringContaining('quoted_tweet.user') });
  });
});

describe('ids and tokens', () => {
  it('an id tells the time of posting, where it was made of one', () => {
    expect(timeOfId('1192184193347796992')).toBe('2019-11-06T20:57:16.062Z');
    expect(timeOfId('29700000000')).not.toBeNull();
    expect(['20', '71633762', '8138669971'].map(timeOfId)).toEqual([null, null, null]);
  });

  it.each([
    ['20', '6dq1a2xwd93'],
    ['1192184193347796992', '2w1cuttxwv'],
    ['1703436713362870723', '44ni5iyte19'],
    ['2089040211736981944', '52awvqrfocj'],
  ])('the token of %s', (id, token) => {
    expect(syndicationToken(id)).toBe(token);
  });
});
