import { startRecordedWeb } from '../tests/support/recorded-web/recorded-web.ts';
import { benchSites } from './site.ts';

/** A process of its own, so that its work is on nobody's account. Prints where it is, ends with its parent. */
const web = await startRecordedWeb({ sites: await benchSites() });
process.send?.({ proxyUrl: web.proxyUrl, caFile: web.caFile });
process.once('disconnect', () => {
  void web[Symbol.asyncDispose]().then(() => {
    if (web.unexpected.length > 0) {
      process.exitCode = 1;
      process.stderr.write(`Requests that no recording expects:\n${web.unexpected.join('\n')}\n`);
    }
  });
});
