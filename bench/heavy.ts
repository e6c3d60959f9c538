import { startRecordedWeb } from '../tests/support/recorded-web/recorded-web.ts';
import { heavyPageUrl, heavyPostId, heavySites } from './heavy-site.ts';
import { measure } from './measure.ts';

/** `npm run bench:heavy`: what one heavy page and one heavy film cost in memory, without and with the page archive. */
const web = await startRecordedWeb({ sites: await heavySites() });
const script = new URL('./heavy-service.ts', import.meta.url);
const env = { EGRESS_PROXY: web.proxyUrl, EGRESS_CA_FILE: web.caFile, WAYBACK_URL: 'off' };
const heavy = {
  'a page of 33 MB': heavyPageUrl,
  'a film of 200 MB': `https://x.com/fixture_user/status/${heavyPostId}`,
};
for (const [name, url] of Object.entries(heavy)) {
  const { wallSeconds, cpuSeconds, peakBytes, peakOwnBytes, ownBytesBefore, storedBytes } = await measure(
    name,
    script,
    [url],
    env,
  );
  console.log(
    `${name}: ${wallSeconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} CPU s, peak ${mb(peakBytes)} with browser and all, ` +
      `the service alone ${mb(peakOwnBytes)} from ${mb(ownBytesBefore)}; WACZ ${mb(storedBytes)}`,
  );
}
await web[Symbol.asyncDispose]();

function mb(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
