/** Answers of our own making, in the shape of Bluesky's. */

export const DID = 'did:plc:abcdefghijklmnopqrstuvwx';
export const RKEY = '3l3vgf77uco2g';
export const target = {
  postId: `bluesky:${DID}:${RKEY}`,
  canonicalUrl: `https://bsky.app/profile/${DID}/post/${RKEY}`,
};
export const uri = `at://${DID}/app.bsky.feed.post/${RKEY}`;

export function post(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    uri,
    cid: 'bafyreigb666sdjyyaczcahxmf5tzh7dec6bwr3nhdab7llebn7vhsxzgr4',
    author: { did: DID, handle: 'ada.example.org', displayName: 'Ada', labels: [] },
    record: {
      $type: 'app.bsky.feed.post',
      text: 'Snow',
      createdAt: '2024-09-11T17:15:16.000Z',
      langs: ['en'],
    },
    replyCount: 1,
    repostCount: 2,
    likeCount: 3,
    quoteCount: 4,
    indexedAt: '2024-09-11T17:15:17.000Z',
    labels: [],
    ...changes,
  };
}

export const thread = (view: object = post()) => ({
  thread: { $type: 'app.bsky.feed.defs#threadViewPost', post: view, replies: [] },
});
export const error = (name: string, message = '') => [400, { error: name, message }] as const;
export const notFound = error('NotFound', `Post not found: ${uri}`);
export const directory = {
  service: [
    { id: '#atproto_pds', type: 'AtprotoPersonalDataServer', serviceEndpoint: 'https://pds.example.org' },
  ],
};
