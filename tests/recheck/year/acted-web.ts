import { type Fetch, UnreachableError } from '#domain/fetch.ts';
import { answer } from '../../contracts/platform.ts';
import { tombstone, tweet } from '../../platforms/x/synthetic.ts';
import { type ActedPost, blackouts, type Phase, phaseOf } from './stories.ts';

type Said = [status: number, body: string | object, headers?: Record<string, string>];

const deleted: Said = [200, tombstone('This Post was deleted by the Post author. Learn more')];
const nowhere: Said = [404, '<html><title>404</title></html>'];
const broken: Said = [502, '<html>bad gateway</html>'];

/** X as it answers at every moment of the year, in the shape of its recorded answers. */
export class ActedWeb {
  readonly #posts: ReadonlyMap<string, ActedPost>;
  readonly #sinceMs: () => number;
  /** What each source said by mistake; it says so once. */
  readonly #mistakes = new Set<string>();
  requests = 0;

  constructor(posts: readonly ActedPost[], sinceMs: () => number) {
    this.#posts = new Map(posts.map((post) => [post.postId, post]));
    this.#sinceMs = sinceMs;
  }

  readonly fetch: Fetch = async (url) => {
    this.requests += 1;
    const { hostname, searchParams } = new URL(url);
    const sinceMs = this.#sinceMs();
    const blackout = blackouts.find(({ fromMs, untilMs }) => fromMs <= sinceMs && sinceMs < untilMs);
    switch (blackout?.says) {
      case 'limit':
        return answer(url, 429, 'Rate limit exceeded', { 'retry-after': '1800' });
      case 'challenge':
        return answer(url, 403, '<title>Just a moment...</title>', { 'cf-mitigated': 'challenge' });
      case 'wall':
        return answer(url, 401, '{}', { 'content-type': 'application/json' });
      case 'outage':
        throw new UnreachableError('the name cannot be resolved');
      case undefined:
    }
    const isSyndication = hostname === 'cdn.syndication.twimg.com';
    if (!isSyndication && hostname !== 'publish.twitter.com') {
      return answer(url, 403, '');
    }
    const statusId = isSyndication ? searchParams.get('id') : searchParams.get('url')?.split('/').at(-1);
    const post = this.#posts.get(`x:${statusId}`);
    if (post === undefined) {
      throw new Error(`no story tells of ${url}`);
    }
    const phase = phaseOf(post.story, sinceMs);
    return answer(url, ...(isSyndication ? this.#syndication(post, phase) : this.#oembed(post, phase)));
  };

  #syndication(post: ActedPost, phase: Phase): Said {
    switch (phase.says) {
      case 'shown':
        return [200, tweetOf(post, phase)];
      case 'deleted':
      case 'half-deleted':
        return deleted;
      case 'not-found':
        return nowhere;
      case 'protected':
        return [
          200,
          tombstone(
            'You’re unable to view this Post because this account owner limits who can view their Posts. Learn more',
          ),
        ];
      case 'suspended':
        return [200, tombstone('This Post is from a suspended account. Learn more')];
      case 'hiccup':
        return this.#isFirst(`syndication ${post.postId}`) ? deleted : [200, tweetOf(post, phase)];
    }
  }

  #oembed(post: ActedPost, phase: Phase): Said {
    const shown = oembedOf(post, phase);
    switch (phase.says) {
      case 'shown':
        return shown;
      case 'deleted':
      case 'not-found':
        return nowhere;
      case 'protected':
        return [403, { error: 'Sorry, you are not authorized to see this status.' }];
      case 'suspended':
      case 'half-deleted':
        return broken;
      case 'hiccup':
        return this.#isFirst(`oembed ${post.postId}`) ? broken : shown;
    }
  }

  #isFirst(mistake: string): boolean {
    const isFirst = !this.#mistakes.has(mistake);
    this.#mistakes.add(mistake);
    return isFirst;
  }
}

function oembedOf({ postId, author }: ActedPost, { handle }: Phase): Said {
  const name = handle === undefined ? author.handle : `${handle}${author.id}`;
  return [
    200,
    {
      url: `https://twitter.com/${name}/status/${postId.slice(2)}`,
      ...{ author_name: 'Ada', author_url: `https://twitter.com/${name}` },
      html: '<blockquote class="twitter-tweet"></blockquote>',
    },
  ];
}

function tweetOf({ postId, author }: ActedPost, { text = 'the words as they were written', handle }: Phase) {
  return tweet({
    ...{ id_str: postId.slice(2), text, display_text_range: [0, text.length], entities: {} },
    user: {
      id_str: author.id,
      name: 'Ada',
      screen_name: handle === undefined ? author.handle : `${handle}${author.id}`,
    },
  });
}
