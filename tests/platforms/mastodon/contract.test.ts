import { mastodon } from '#platforms/mastodon/index.ts';
import { always, platformContract } from '../../contracts/platform.ts';
import { ID, status, target } from './synthetic.ts';

const post = target.postId;
const host = 'https://social.example.org';

platformContract(mastodon, {
  urls: [
    [`${host}/@ada/${ID}`, post],
    [`${host}/@ada/${ID}/embed`, post],
    [`${host}/@ada@elsewhere.example/${ID}`, post],
    [`${host}/users/ada/statuses/${ID}`, post],
    [`${host}/ap/users/17/statuses/${ID}`, post],
    [`${host}/web/@ada/${ID}`, post],
    [`${host}/web/statuses/${ID}`, post],
    [`${host}/deck/@ada/${ID}`, post],
    [`${host}/statuses/${ID}?x=1#y`, post],
    [`${host}/api/v1/statuses/${ID}`, post],
    [`https://SOCIAL.example.org./@ada/${ID}`, post],
    [`https://elk.zone/social.example.org/@ada/${ID}`, post],
    [`https://web.archive.org/web/2023/${host}/@ada/${ID}`, post],
    [`${host}/@ada/posts/Ai9Y2EijwN3gAil1nM`, 'mastodon:social.example.org:Ai9Y2EijwN3gAil1nM'],
    [`${host}/notice/Ai9Y2EijwN3gAil1nM`, 'mastodon:social.example.org:Ai9Y2EijwN3gAil1nM'],
    [`${host}/@ada/9qppkxzyd1ee3i9p`, 'mastodon:social.example.org:9qppkxzyd1ee3i9p'],
    [`${host}/notes/9qppkxzyd1ee3i9p`, 'mastodon:social.example.org:9qppkxzyd1ee3i9p'],
    [
      `${host}/@ada/statuses/01HJ0XJ5ZK9Q3V7Y8T6R4W2N1M`,
      'mastodon:social.example.org:01HJ0XJ5ZK9Q3V7Y8T6R4W2N1M',
    ],
    ['https://mastodon.social/users/Gargron/statuses/1', 'mastodon:mastodon.social:1'],
    ['https://pixels.example.org/p/ada/405512345678901248', 'mastodon:pixels.example.org:405512345678901248'],
    ['https://mastodon.social/@Gargron', null],
    ['https://mastodon.social/tags/snow', null],
    ['https://mastodon.social/share?text=a', null],
  ],
  foreign: [
    'https://social.example.org/@ada',
    'https://blog.example.org/@ada/2023/05/snow',
    'https://blog.example.org/@ada/2023',
    'https://medium.com/@ada/9aab12cd34ef56ab',
    'https://www.tiktok.com/@ada/7123456789012345678',
    'https://truthsocial.com/@ada/108779000807761862',
    'https://social.example.org:8443/@ada/110446183735368325',
    'https://localhost/@ada/110446183735368325',
    'https://[::1]/@ada/110446183735368325',
    'https://10.0.0.1/@ada/110446183735368325',
    // A number without a plausible time.
    'https://videos.example.org/@ada/7123456789012345678',
    'https://blog.example.org/@ada/20230528',
    'https://blog.example.org/notes/shopping',
    'https://blog.example.org/notice/privacy',
  ],
  canonicalUrls: 'computed',
  anyHost: true,
  provisional: null,
  target,
  alive: always(200, status()),
});
