import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { startRecordedWeb } from '../tests/support/recorded-web/recorded-web.ts';
import { articleUrl, createDemoWeb, foundingPost, videoPageUrl } from './sites/index.ts';

/** `npm run demo:web`: the demo's web alone, for a service started by hand behind EGRESS_PROXY. */
const web = await createDemoWeb();
await using recorded = await startRecordedWeb({ sites: web.sites });

console.log(`The demo's web runs. In another terminal:

EGRESS_PROXY=${recorded.proxyUrl} EGRESS_CA_FILE=${recorded.caFile} npm start

It has examples/hajin.txt's post, an article (${articleUrl}) and a page with a film
(${videoPageUrl}). Type "delete" or "restore" for the post ${foundingPost.id}; Ctrl-C ends it.`);

const commands: Record<string, () => void> = {
  delete: () => web.deletePost(foundingPost.id),
  restore: () => web.restorePost(foundingPost.id),
};
createInterface({ input: process.stdin }).on('line', (line) => {
  const command = commands[line.trim()];
  command?.();
  console.log(command ? 'done' : 'type "delete" or "restore"');
});

await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
process.stdin.destroy();
