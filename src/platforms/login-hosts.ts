import { hostOf } from '#domain/url.ts';
import { identify, platforms } from './registry.ts';

/** Platforms that live on hosts of anybody. */
const onAnyHost = ['mastodon', 'peertube', 'web'];

export const platformNames: readonly string[] = platforms.map(({ name }) => name);

/** Whether an operator's login for `platform` may be sent to `host`: never one of another platform, nor of nobody's. */
export function ownsHost(platform: string, host: string): boolean {
  const url = URL.parse(`https://${host}/`);
  if (url === null) return false;
  const owner = ownerOf(hostOf(url));
  return owner === platform || (onAnyHost.includes(platform) && onAnyHost.includes(owner));
}

/** A platform's subdomains are its own: `api.x.com` is X's since `x.com` is. */
function ownerOf(host: string): string {
  const labels = host.split('.');
  for (let count = labels.length; count >= 2; count -= 1) {
    const { platform } = identify(new URL(`https://${labels.slice(-count).join('.')}/`));
    if (!onAnyHost.includes(platform)) return platform;
  }
  return 'web';
}
