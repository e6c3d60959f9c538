/** Pages in the style of what covers posts, each with a post at `#post` and whatever was pressed in `data-pressed`. */
export interface OverlayPage {
  name: string;
  html: string;
  /** The button that a reader who wants no tracking would press; null where there is nothing to press. */
  pressed: string | null;
  closed: string[];
}

const press = (name: string) =>
  `document.body.dataset.pressed = '${name}'; (this.closest('.over') ?? this.getRootNode().host ?? this.parentElement).remove()`;
const button = (id: string, label: string, more = '') =>
  `<button id="${id}" ${more} onclick="${press(id)}">${label}</button>`;
const bottom =
  'style="position: fixed; left: 0; right: 0; bottom: 0; height: 260px; background: #dde; z-index: 99"';
const middle =
  'style="position: fixed; left: 100px; top: 100px; width: 500px; height: 400px; background: #edd; z-index: 99"';
const veil = '<div style="position: fixed; inset: 0; background: #0008; z-index: 98"></div>';

export const article = (over: string, more = '') => `<!doctype html><meta charset="utf-8"><title>News</title>
  <style>body { margin: 0; font: 16px sans-serif }</style>${more}
  <header style="position: sticky; top: 0; background: #fff"><nav><a href="/login">Log in</a> <a href="/buy">Subscribe</a></nav></header>
  <main><article id="post" style="padding: 20px; height: 560px; background: #efe"><h1>The bridge at Karsin</h1>
  <p>${'It fell in the night, and nobody was on it. '.repeat(20)}</p></article></main>
  <footer><a href="/cookies">Cookie policy</a></footer>${over}`;

const consent = (name: string, over: string, pressed: string, owner = name): OverlayPage => ({
  name,
  html: article(over),
  pressed,
  closed: [`consent banner of ${owner}`],
});

const shadow = (host: string, inner: string) =>
  `<div id="${host}"></div><script>document.getElementById('${host}').attachShadow({ mode: 'open' }).innerHTML = \`${inner}\`</script>`;
const inShadow = (id: string, label: string) =>
  `<button data-testid="${id}" onclick="document.body.dataset.pressed = '${id}'; this.getRootNode().host.remove()">${label}</button>`;

export const consentPages: OverlayPage[] = [
  consent(
    'OneTrust',
    `<div id="onetrust-banner-sdk" class="over" role="region" ${bottom}><p>We value your privacy and use cookies.</p>
     ${button('onetrust-accept-btn-handler', 'I Accept')}${button('onetrust-reject-all-handler', 'Reject All')}</div>`,
    'onetrust-reject-all-handler',
  ),
  consent(
    'Didomi',
    `<div id="didomi-host" class="over"><div id="didomi-popup" ${middle}><p>Avec votre accord, nos partenaires utilisent des cookies.</p>
     <span class="didomi-continue-without-agreeing" id="sans" role="button" onclick="${press('sans')}">Continuer sans accepter →</span>
     ${button('didomi-notice-agree-button', 'Accepter &amp; Fermer')}</div></div>`,
    'sans',
  ),
  consent(
    'Cookiebot',
    `<div id="CybotCookiebotDialog" class="over" ${bottom}><p>Diese Webseite verwendet Cookies</p>
     ${button('CybotCookiebotDialogBodyButtonDecline', 'Ablehnen')}
     ${button('CybotCookiebotDialogBodyLevelButtonLevelOptinAllowAll', 'Alle zulassen')}</div>`,
    'CybotCookiebotDialogBodyButtonDecline',
  ),
  consent(
    'Quantcast',
    `<div id="qc-cmp2-container" class="over"><div class="qc-cmp2-ui" role="dialog" ${middle}><h2>We value your privacy</h2>
     ${button('more-options', 'MORE OPTIONS')}${button('disagree-btn', 'DISAGREE')}${button('accept-btn', 'AGREE')}</div></div>`,
    'disagree-btn',
  ),
  consent(
    'Usercentrics',
    shadow(
      'usercentrics-root',
      `<div ${middle}><p>Privatsphäre-Einstellungen: Cookies</p>${inShadow('uc-accept-all-button', 'Alles akzeptieren')}${inShadow('uc-deny-all-button', 'Alles ablehnen')}</div>`,
    ),
    'uc-deny-all-button',
  ),
  consent(
    'iubenda',
    `<div id="iubenda-cs-banner" class="over" ${bottom}><p>Informativa: noi e terze parti usiamo cookie</p>
     ${button('rifiuta', 'Rifiuta', 'class="iubenda-cs-reject-btn"')}${button('accetta', 'Accetta', 'class="iubenda-cs-accept-btn"')}</div>`,
    'rifiuta',
  ),
  consent(
    'TrustArc',
    `<div id="truste-consent-track" class="over" ${bottom}><p>This site uses cookies.</p>
     ${button('truste-consent-button', 'Agree and Proceed')}${button('truste-consent-required', 'Required Only')}</div>`,
    'truste-consent-required',
  ),
  consent(
    'Google Funding Choices',
    `<div class="fc-consent-root over">${veil}<div class="fc-dialog" role="dialog" ${middle}><p>News asks for your consent to use your personal data: cookies</p>
     ${button('consent', 'Consent', 'class="fc-cta-consent" aria-label="Consent"')}${button('manage', 'Manage options')}</div></div>`,
    'consent',
  ),
  consent(
    'CookieScript',
    `<div id="cookiescript_injected" class="over" ${bottom}><p>This website uses cookies</p>
     <div id="cookiescript_reject" role="button" onclick="${press('reject')}">Decline all</div>
     <div id="cookiescript_accept" role="button" onclick="${press('accept')}">Accept all</div></div>`,
    'reject',
  ),
  consent(
    'Complianz',
    `<div class="cmplz-cookiebanner over" role="dialog" aria-modal="true" ${bottom}><p>Gestionar el consentimiento de las cookies</p>
     ${button('aceptar', 'Aceptar', 'class="cmplz-accept"')}${button('denegar', 'Denegar', 'class="cmplz-deny"')}</div>`,
    'denegar',
  ),
  consent(
    'Axeptio',
    shadow(
      'axeptio_overlay',
      `<div ${middle}><p>Les cookies de News</p>${inShadow('non', 'Non merci')}${inShadow('oui', 'OK pour moi')}<button>Je choisis</button></div>`,
    ),
    'non',
  ),
];

const inLanguages: [language: string, text: string, refuse: string, accept: string][] = [
  ['English', 'We use cookies to improve the site.', 'Only necessary cookies', 'Accept all'],
  ['French', 'Nous utilisons des cookies.', 'Tout refuser', 'Tout accepter'],
  ['German', 'Wir verwenden Cookies und ähnliche Technologien.', 'Nur notwendige', 'Alle akzeptieren'],
  ['Spanish', 'Utilizamos cookies propias y de terceros.', 'Rechazar todo', 'Aceptar todo'],
  ['Portuguese', 'Usamos cookies e respeitamos a sua privacidade.', 'Recusar', 'Aceitar'],
  ['Italian', 'Questo sito usa i cookie.', 'Continua senza accettare', 'Accetta tutti'],
  ['Dutch', 'Wij gebruiken cookies.', 'Weigeren', 'Akkoord'],
  ['Polish', 'Używamy plików cookie (ciasteczek).', 'Odrzuć wszystkie', 'Akceptuję'],
  ['Russian', 'Мы используем файлы куки.', 'Отклонить', 'Принять все'],
  ['Turkish', 'Gizliliğiniz: çerez kullanıyoruz.', 'Reddet', 'Kabul et'],
  ['Arabic', 'نستخدم ملفات تعريف الارتباط', 'رفض الكل', 'قبول الكل'],
  ['Japanese', '当サイトはクッキーを使用します', '拒否する', '同意する'],
  ['Korean', '쿠키를 사용합니다', '모두 거부', '모두 동의'],
  ['Swedish', 'Vi använder kakor.', 'Endast nödvändiga', 'Godkänn alla'],
  ['English that only accepts', 'By using this site you accept cookies.', '', 'Got it!'],
];
/** Nobody's product, found by where it lies and what it says, in each language. */
export const genericBanners = inLanguages.map(([language, text, refuse, accept]) => ({
  language,
  html: article(
    `<div ${bottom}><p>${text}</p><button>Settings</button><button>${accept}</button>${refuse && `<button>${refuse}</button>`}</div>`,
  ),
  label: refuse === '' ? accept : refuse,
}));

const sheet = (name: string, kind: string, over: string, pressed: string): OverlayPage => ({
  name,
  html: article(over),
  pressed,
  closed: [`${kind} of site.test`],
});

export const sheetPages: OverlayPage[] = [
  sheet(
    'X',
    'log-in sheet',
    `<div class="over" id="layers">${veil}<div role="dialog" aria-modal="true" ${middle}><div role="button" id="x" aria-label="Close" tabindex="0" onclick="${press('x')}" style="width: 30px; height: 30px"></div>
     <h2>Don’t miss what’s happening</h2><p>Log in or sign up. By signing up you agree to the Cookie Use.</p><a href="/login">Log in</a><a href="/signup">Create account</a></div></div>`,
    'x',
  ),
  sheet(
    'Instagram',
    'log-in sheet',
    `<div class="over">${veil}<div role="dialog" ${middle}><div role="button" id="i" tabindex="0" onclick="${press('i')}"><svg aria-label="Close" width="20" height="20"><title>Close</title></svg></div>
     <p>See photos, videos and more from mira. Sign up or log in.</p><button>Sign up</button></div></div>`,
    'i',
  ),
  sheet(
    'TikTok',
    'log-in sheet',
    `<div class="over" id="login-modal" role="dialog" ${middle}><h2>Log in to TikTok</h2><p>Use phone / email / username</p>
     <div data-e2e="modal-close-inner-button" id="t" onclick="${press('t')}" style="width: 30px; height: 30px"><svg width="20" height="20"></svg></div></div>`,
    't',
  ),
  sheet(
    'Facebook',
    'log-in sheet',
    `<div class="over" ${bottom}><div role="dialog" aria-label="" style="position: absolute; inset: 0; z-index: 100"><div aria-label="Close" role="button" id="f" onclick="${press('f')}" style="width: 30px; height: 30px"></div><p>See more from Karsin on Facebook</p><input autocomplete="username"><input type="password"></div></div>`,
    'f',
  ),
  sheet(
    'LinkedIn',
    'log-in sheet',
    `<div class="over" role="dialog" aria-modal="true" ${middle}><button id="l" class="contextual-sign-in-modal__modal-dismiss" aria-label="Dismiss" onclick="${press('l')}">×</button><h2>Sign in to view more content</h2><button>Agree &amp; Join</button></div>`,
    'l',
  ),
  sheet(
    'VK',
    'log-in sheet',
    `<div class="over" ${bottom}><p>Войдите или зарегистрируйтесь</p>${button('v', 'Не сейчас')}<a href="/join">Зарегистрироваться</a></div>`,
    'v',
  ),
  sheet(
    'Reddit’s app',
    'banner for an app',
    `<div class="over" ${bottom}><p>See Reddit in… Reddit App</p><a href="/app">Open</a>${button('r', 'Continue in browser')}</div>`,
    'r',
  ),
  sheet(
    'a newsletter',
    'newsletter pop-up',
    `<div class="over">${veil}<div ${middle}><h2>Subscribe to our newsletter</h2><input type="email"><button>Sign me up</button>${button('n', 'No thanks')}</div></div>`,
    'n',
  ),
];
