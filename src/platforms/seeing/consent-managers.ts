/** A consent dialogue of a product that many sites use; CSS selectors. */
export interface ConsentManager {
  name: string;
  /** The dialogue, or the element whose shadow holds it. */
  root: string;
  /** Refuses all that can be refused; tried before the words of buttons are. */
  reject: string;
  accept: string;
}

/** By their own markup, which does not depend on language. */
export const consentManagers: readonly ConsentManager[] = [
  {
    name: 'OneTrust',
    root: '#onetrust-banner-sdk, #onetrust-pc-sdk',
    reject: '#onetrust-reject-all-handler, .ot-pc-refuse-all-handler',
    accept: '#onetrust-accept-btn-handler, #accept-recommended-btn-handler',
  },
  {
    name: 'Didomi',
    root: '#didomi-popup, #didomi-notice, #didomi-host',
    reject: '.didomi-continue-without-agreeing, #didomi-notice-disagree-button',
    accept: '#didomi-notice-agree-button',
  },
  {
    name: 'Cookiebot',
    root: '#CybotCookiebotDialog',
    reject:
      '#CybotCookiebotDialogBodyButtonDecline, #CybotCookiebotDialogBodyLevelButtonLevelOptinDeclineAll',
    accept: '#CybotCookiebotDialogBodyLevelButtonLevelOptinAllowAll, #CybotCookiebotDialogBodyButtonAccept',
  },
  {
    name: 'Quantcast',
    root: '#qc-cmp2-container, .qc-cmp2-container',
    reject: '#disagree-btn, .qc-cmp2-close',
    accept: '#accept-btn',
  },
  {
    name: 'Sourcepoint',
    root: '[id^=sp_message_container]',
    reject: 'button.sp_choice_type_13',
    accept: 'button.sp_choice_type_11',
  },
  {
    name: 'Usercentrics',
    root: '#usercentrics-root, #usercentrics-cmp-ui, #uc-banner',
    reject: '[data-testid=uc-deny-all-button], #deny, [data-action-type=deny]',
    accept: '[data-testid=uc-accept-all-button], #accept, [data-action-type=accept]',
  },
  {
    name: 'iubenda',
    root: '#iubenda-cs-banner',
    reject: '.iubenda-cs-reject-btn, .iubenda-cs-close-btn',
    accept: '.iubenda-cs-accept-btn',
  },
  {
    name: 'TrustArc',
    root: '#truste-consent-track, #consent_blackbar, .truste_box_overlay, [id^=pop-div]',
    reject: '#truste-consent-required, .rejectAll, .required',
    accept: '#truste-consent-button, .acceptAll',
  },
  {
    name: 'Google Funding Choices',
    root: '.fc-consent-root, .fc-message-root',
    reject: '.fc-cta-do-not-consent',
    accept: '.fc-cta-consent',
  },
  {
    name: 'CookieScript',
    root: '#cookiescript_injected, #cookiescript_injected_wrapper',
    reject: '#cookiescript_reject',
    accept: '#cookiescript_accept',
  },
  {
    name: 'Complianz',
    root: '.cmplz-cookiebanner',
    reject: '.cmplz-deny',
    accept: '.cmplz-accept',
  },
  {
    name: 'Axeptio',
    root: '#axeptio_overlay, .axeptio_mount',
    reject: '#axeptio_btn_dismiss',
    accept: '#axeptio_btn_acceptAll',
  },
  {
    name: 'consentmanager',
    root: '#cmpbox, #cmpwrapper',
    reject: '.cmpboxbtnno',
    accept: '.cmpboxbtnyes',
  },
  {
    name: 'Borlabs Cookie',
    root: '#BorlabsCookieBox',
    reject: '[data-cookie-refuse], .brlbs-btn-accept-only-essential',
    accept: '[data-cookie-accept-all], .brlbs-btn-accept-all',
  },
  {
    name: 'CookieYes',
    root: '.cky-consent-container, .cky-modal',
    reject: '.cky-btn-reject',
    accept: '.cky-btn-accept',
  },
  {
    name: 'Osano',
    root: '.osano-cm-dialog, .osano-cm-window',
    reject: '.osano-cm-denyAll, .osano-cm-deny',
    accept: '.osano-cm-acceptAll, .osano-cm-accept',
  },
  {
    name: 'YouTube',
    root: 'ytd-consent-bump-v2-lightbox, tp-yt-paper-dialog:has(.eom-buttons)',
    reject: '',
    accept: '',
  },
];

/** Scripts that will ask for consent, on pages where nothing asks yet. */
export const consentScripts =
  'cookielaw\\.org|onetrust|didomi|consent\\.cookiebot|quantcast\\.mgr|cmp\\.quantcast|quantserve\\.com/choice|sourcepoint|sp-prod|privacy-mgmt|usercentrics|iubenda|trustarc|truste\\.com|fundingchoicesmessages|cookie-script|complianz|axept|consentmanager|cookieyes|osano|consent\\.trustcommander|appconsent|sirdata|borlabs';

/** Pages that ask for consent in place of the page that was asked for. */
export const consentHosts = [
  'consent.youtube.com',
  'consent.google.com',
  'consent.yahoo.com',
  'guce.yahoo.com',
  'guce.advertising.com',
  'guce.oath.com',
  'myprivacy.dpgmedia.nl',
  'myprivacy.dpgmedia.be',
  'cmp.dpgmedia.nl',
  'consent.tiktok.com',
];
