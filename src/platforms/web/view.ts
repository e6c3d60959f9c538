import type { Target, View } from '../platform.ts';
import { judgePage } from './sight.ts';

/** Dialogues of the consent platforms that newsrooms use, and the forms of the consent pages. */
export const selectors = {
  consent: [
    '#onetrust-banner-sdk',
    '#didomi-popup',
    '#qc-cmp2-container',
    '.fc-consent-root',
    '[id^=sp_message_container]',
    '#CybotCookiebotDialog',
    '#usercentrics-root',
    '#cmpbox',
    'form[action*="//consent.youtube.com/"]',
    'form[action*="//consent.google.com/"]',
  ].join(', '),
  password: 'input[type=password]',
  content: 'img, video, audio, canvas, svg, iframe, embed, object',
};

export function views(target: Target): View[] {
  return [
    {
      url: target.canonicalUrl,
      postSelector: null,
      settledSelectors: ['body'],
      viewport: { width: 1280, height: 900 },
      judge: (page, expected) => judgePage(page, selectors, expected),
    },
  ];
}
