import { threads } from '#platforms/threads/index.ts';
import { platformContract } from '../../contracts/platform.ts';
import { sources } from '../sources.ts';
import { CODE, embed, embedUrl, target } from './synthetic.ts';

const post = target.postId;
const share = 'threads:share:BAZqSEo-Yl';

platformContract(threads, {
  urls: [
    [`https://www.threads.net/@ada/post/${CODE}`, post],
    [`https://threads.com/@ada/post/${CODE}/?xmt=abc`, post],
    [`https://www.threads.com/@ada.b/post/${CODE}/embed`, post],
    [`https://www.threads.com/@ada/post/${CODE}/media`, post],
    [`https://www.threads.net/t/${CODE}`, post],
    [`https://www.threads.com/t/${CODE}/embed/`, post],
    [`https://web.archive.org/web/2024/https://www.threads.net/@ada/post/${CODE}`, post],
    ['https://www.threads.com/share/BAZqSEo-Yl/', share],
    ['https://www.threads.net/@ada', null],
    ['https://www.threads.com/@ada/replies', null],
    ['https://www.threads.com/search?q=snow', null],
    ['https://www.threads.com/intent/post?text=a', null],
    ['https://www.threads.com/', null],
  ],
  foreign: [
    `https://notthreads.net/@ada/post/${CODE}`,
    `https://threads.net.example.org/@ada/post/${CODE}`,
    `https://www.threads.net:8443/@ada/post/${CODE}`,
    `https://help.threads.net/@ada/post/${CODE}`,
  ],
  canonicalUrls: 'computed',
  provisional: share,
  target,
  alive: sources({ [embedUrl]: [200, embed()] }),
});
