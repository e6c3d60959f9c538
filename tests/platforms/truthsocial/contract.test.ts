import { truthsocial } from '#platforms/truthsocial/index.ts';
import { always, platformContract } from '../../contracts/platform.ts';
import { ID, status, target } from './synthetic.ts';

const post = target.postId;

platformContract(truthsocial, {
  urls: [
    [`https://truthsocial.com/@ada/${ID}`, post],
    [`https://truthsocial.com/@ada/posts/${ID}`, post],
    [`https://www.truthsocial.com/@ada/${ID}/embed`, post],
    [`https://truthsocial.com/users/ada/statuses/${ID}`, post],
    [`https://truthsocial.com/api/v1/statuses/${ID}`, post],
    [`https://truthsocial.com/posts/${ID}?utm_source=x`, post],
    [`https://web.archive.org/web/2022/https://truthsocial.com/@ada/posts/${ID}`, post],
    ['https://truthsocial.com/@ada', null],
    ['https://truthsocial.com/', null],
    ['https://truthsocial.com/@ada/0', null],
    ['https://static-assets-1.truthsocial.com/tmtg:prime-ts-assets/a.jpg', null],
  ],
  foreign: [
    `https://nottruthsocial.com/@ada/${ID}`,
    `https://truthsocial.com:8443/@ada/${ID}`,
    `https://help.truthsocial.com/@ada/${ID}`,
    `https://truthsocial.com.example.org/@ada/${ID}`,
  ],
  canonicalUrls: 'computed',
  provisional: null,
  target,
  alive: always(200, status()),
});
