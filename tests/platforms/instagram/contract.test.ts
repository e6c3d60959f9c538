import { instagram } from '#platforms/instagram/index.ts';
import { platformContract } from '../../contracts/platform.ts';
import { sources } from '../sources.ts';
import { CODE, embedUrl, single, target } from './synthetic.ts';

const post = target.postId;
const share = 'instagram:share:reel:BARSSL4rTu';

platformContract(instagram, {
  urls: [
    [`https://www.instagram.com/p/${CODE}/`, post],
    [`https://instagram.com/p/${CODE}`, post],
    [`http://m.instagram.com/p/${CODE}/?igsh=abc&img_index=2`, post],
    [`https://www.instagram.com/reel/${CODE}/`, post],
    [`https://www.instagram.com/reels/${CODE}/`, post],
    [`https://www.instagram.com/tv/${CODE}/`, post],
    [`https://www.instagram.com/ada.writes/p/${CODE}/`, post],
    [`https://www.instagram.com/ada.writes/reel/${CODE}/`, post],
    [`https://www.instagram.com/dm/p/${CODE}/`, post],
    [`https://www.instagram.com/p/${CODE}/embed/captioned/?cr=1&v=14`, post],
    [`https://instagr.am/p/${CODE}/`, post],
    [`https://d.ddinstagram.com/p/${CODE}/`, post],
    [`https://www.kkinstagram.com/reel/${CODE}/`, post],
    ['instagram://media?id=2911295595251935837', post],
    [`https://web.archive.org/web/2022/https://www.instagram.com/p/${CODE}/`, post],
    ['https://www.instagram.com/share/reel/BARSSL4rTu', share],
    ['https://www.instagram.com/share/reel/BARSSL4rTu/?igsh=a', share],
    ['https://www.instagram.com/share/p/BARSSL4rTu', 'instagram:share:p:BARSSL4rTu'],
    ['https://www.instagram.com/share/BARSSL4rTu', 'instagram:share:BARSSL4rTu'],
    ['https://www.instagram.com/ada.writes/', null],
    ['https://www.instagram.com/ada.writes/reels/', null],
    ['https://www.instagram.com/stories/ada.writes/2724343156064789461/', null],
    ['https://www.instagram.com/stories/highlights/18042509488170095/', null],
    ['https://www.instagram.com/reels/audio/123456/', null],
    ['https://www.instagram.com/explore/tags/snow/', null],
    ['https://scontent.cdninstagram.com/v/a.jpg', null],
  ],
  foreign: [
    `https://notinstagram.com/p/${CODE}/`,
    `https://instagram.com.example.org/p/${CODE}/`,
    `https://www.instagram.com:8443/p/${CODE}/`,
    `https://help.instagram.com/p/${CODE}/`,
  ],
  canonicalUrls: 'computed',
  provisional: share,
  target,
  alive: sources({ [embedUrl]: [200, single] }),
});
