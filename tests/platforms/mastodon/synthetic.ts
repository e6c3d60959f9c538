/** Answers of our own making, in the shape of Mastodon's API. */

export const ID = '110446183735368325';
export const target = {
  postId: `mastodon:social.example.org:${ID}`,
  canonicalUrl: `https://social.example.org/statuses/${ID}`,
};

export function status(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: ID,
    uri: `https://social.example.org/users/ada/statuses/${ID}`,
    url: `https://social.example.org/@ada/${ID}`,
    created_at: '2023-05-28T11:57:00.378Z',
    edited_at: null,
    content: '<p>Snow &amp; light</p>',
    spoiler_text: '',
    sensitive: false,
    visibility: 'public',
    language: 'en',
    account: {
      id: '7',
      username: 'ada',
      acct: 'ada',
      display_name: 'Ada',
      url: 'https://social.example.org/@ada',
      avatar: 'https://social.example.org/a.png',
    },
    media_attachments: [],
    mentions: [],
    poll: null,
    reblog: null,
    quote: null,
    in_reply_to_id: null,
    in_reply_to_account_id: null,
    favourites_count: 3,
    reblogs_count: 2,
    replies_count: 1,
    quotes_count: 0,
    ...changes,
  };
}
