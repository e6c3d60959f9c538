import { attribute, childrenOf, type Element } from './xml.ts';

const systems: Record<string, string> = {
  'urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed': 'Widevine',
  'urn:uuid:9a04f079-9840-4286-ab92-e65be0885f95': 'PlayReady',
  'urn:uuid:94ce86fb-07ff-4f43-adb8-93d2fa968ca2': 'FairPlay',
  'urn:uuid:e2719d58-a985-b3c9-781a-b030af78d30e': 'ClearKey',
  'urn:mpeg:dash:mp4protection:2011': 'common encryption',
};

/** The name of what protects it; null where nothing does. The one that names a system says most. */
export function protectionOf(...elements: Element[]): string | null {
  const schemes = elements
    .flatMap((element) => childrenOf(element, 'ContentProtection'))
    .map((each) => (attribute(each, 'schemeIdUri') ?? '').toLowerCase());
  if (schemes.length === 0) {
    return null;
  }
  const named = schemes.map((scheme) => systems[scheme]).filter((name) => name !== undefined);
  return named.find((name) => name !== 'common encryption') ?? named[0] ?? 'an unknown system';
}
