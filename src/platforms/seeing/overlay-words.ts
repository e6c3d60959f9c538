/**
 * What the buttons and texts of overlays say, as sources of regular expressions (flags `iu`), in English, French, German,
 * Spanish, Portuguese, Italian, Dutch, Polish, Russian, Ukrainian, Turkish, Arabic, Japanese, Chinese, Korean, the Nordic
 * languages, Czech, Greek, Hungarian and Romanian. Without word boundaries where a language has none that `\b` knows.
 */
export const overlayWords = {
  /** An overlay that asks for consent. */
  consent: [
    'cookie|consent|gdpr|\\bccpa\\b|privacy|tracking technolog|rgpd|vie priv[ée]e|confidentialit|t[ée]moins de connexion',
    'dsgvo|datenschutz|einwilligung|privacidad|protecci[óo]n de datos|privacidade|riservatezza|toestemming|prywatno|ciastecz',
    'куки|конфиденциальн|согласи|конфіденційн|згод[аи]|çerez|kişisel veri|gizlilik|ملفات تعريف الارتباط|الكوكيز|الخصوصية',
    'クッキー|プライバシー|隐私|隱私|쿠키|개인정보|\\bkakor\\b|samtycke|informasjonskapsler|samtykke|personvern|evästee|suostumus',
    'souhlas|soukrom|απόρρητο|συγκατάθεση|sütik|hozzájárul|confidențial|consimț',
  ].join('|'),

  reject: [
    'reject|declin|refuse|deny|disagree|(?:do not|don.t) (?:accept|agree|consent|allow)|without (?:accepting|agreeing|consent)|opt.?out',
    'refuser|sans accepter|je refuse|ablehnen|verweigern|nicht (?:zustimmen|einverstanden|akzeptieren)|ohne (?:einwilligung|zustimmung|zustimmen|akzept)',
    'rechaz|denegar|sin aceptar|no acept|rejeitar|recusar|sem aceitar|não aceit|rifiut|senza accettare|non accett',
    'weiger|afwijzen|niet akkoord|zonder (?:te )?accept|odrzu|nie zgadzam|nie akcept|bez akcept|отклон|отказ|не соглас|не приним|відхил|не погодж',
    'reddet|kabul etm|رفض|لا أوافق|拒否|同意しない|拒绝|拒絕|不同意|거부|동의하지 않|avvis|avslå|neka alla|avböj|afvis|hylkää|kieltäydy',
    'odmítn|nesouhlas|απόρριψη|δεν αποδέχομαι|elutas|visszautas|respinge|refuz',
    '^(?:no,? thank|non,? merci|nein,? danke|no,? gracias|não,? obrigad|no,? grazie|nee,? (?:bedankt|dank)|nie,? dzięku|нет,? спасибо|hayır,? teşekkür|nej,? tak)',
  ].join('|'),

  necessary: [
    '(?:only|just) (?:the )?(?:use )?(?:strictly )?(?:necessary|essential|required|functional)|(?:necessary|essential|required)(?: cookies)? only|(?:accept|allow) (?:necessary|essential)',
    'save (?:my )?(?:choices|settings|preferences)|(?:allow|confirm) (?:selection|(?:my )?choices)|uniquement|cookies n[ée]cessaires|enregistrer',
    'nur (?:die )?(?:notwendige|erforderliche|essen[tz]ielle|technisch)|notwendige cookies|auswahl (?:speichern|bestätigen|erlauben)',
    's[óo]lo (?:las |los |i )?(?:cookies )?(?:necesari|esencial|t[ée]cnic|necessari)|necesarias|imprescindibles|apenas (?:os )?(?:cookies )?(?:necess|essen)|solo (?:i )?(?:cookie )?(?:necessari|tecnici)',
    'alleen (?:noodzakelijke|functionele)|tylko (?:niezbędne|wymagane)|только (?:необходим|обязательн)|лише необхідн|sadece (?:gerekli|zorunlu)|الضرورية فقط',
    '必要な.{0,8}のみ|必須.{0,8}のみ|仅.{0,4}必要|僅.{0,4}必要|필수.{0,6}만|(?:endast|bara) nödvändiga|kun (?:de )?nødvendige|vain välttämättömät|pouze nezbytné|csak a szükséges|doar.{0,8}necesare',
  ].join('|'),

  accept: [
    'accept|agree|allow|\\bconsent$|^ok(?:ay)?\\b|got it|understood|i understand|j.accepte|autoriser|d.accord|compris|akzept|zustimm|einverstanden',
    'erlauben|annehmen|verstanden|alles klar|acept|permitir|de acuerdo|entendido|aceit|concordo|entendi|acconsent|consenti|ho capito',
    'akkoord|toestaan|begrepen|akcept|zgadzam|zgoda|przejdź do serwisu|rozumiem|принять|приним|соглас|понятно|хорошо|прийняти|погодж|зрозуміло',
    'kabul|onayl|tamam|anladım|izin ver|قبول|أوافق|موافق|السماح|حسن|同意|許可|承諾|了解|接受|允许|允許|知道了|동의|허용|수락|확인',
    'godkänn|tillåt|jag förstår|godta|godkend|tillad|tillat|jeg forstår|hyväksy|salli|přijmout|souhlasím|rozumím|povolit',
    'αποδοχή|συμφωνώ|αποδέχομαι|elfogad|engedélyez|rendben|sunt de acord',
  ].join('|'),

  /** Buttons that only lead further into an overlay. */
  settings: [
    'settings|preferences|manage|customi[sz]e|options|details|more info|learn more|policy|partners|vendors|purposes|show ',
    'einstellung|anpassen|verwalten|mehr |hinweise|impressum|param[èe]tr|personnaliser|g[ée]rer|en savoir|configura|personaliza|gestionar|m[áa]s info',
    'prefer[eê]nc|gerir|saiba|gestisci|scopri|instellingen|voorkeuren|beheer|ustawie|zarządzaj|настро|подробн|ayar|tercih|إعدادات|設定|详细|设置|설정|inställning|innstilling|indstilling|asetu|nastaven',
  ].join('|'),

  /** Refusals that cost money, which no reader means by refusing. */
  pay: 'subscri|abonn|\\babo\\b|\\bpay|\\bbuy|kaufen|bezahl|zahlen|payer|suscri|pagar|assin(?:e|ar)|acquist|paga|betaal|kup |zapła|подпис|оплат|satın|اشترا|購読|订阅|訂閱|구독',

  /** Short labels that begin so. */
  close: [
    '^(?:close|dismiss|hide|not now|not today|(?:maybe )?later|no,? thank|skip|continue (?:in|to|on) (?:the )?(?:browser|web)|stay (?:in|on)|(?:use|keep using) (?:the )?(?:mobile )?(?:browser|web)|[×✕✖✗✘⨯]|x$)',
    '^(?:fermer|plus tard|non,? merci|pas maintenant|continuer (?:sur|dans) le (?:navigateur|web)|schlie(?:ß|ss)en|später|nein,? danke|nicht jetzt|jetzt nicht|im browser|cerrar|ahora no|no,? gracias|más tarde)',
    '^(?:fechar|agora não|não,? obrigad|chiudi|non ora|no,? grazie|più tardi|sluiten|niet nu|nee,? (?:bedankt|dank)|zamknij|nie teraz|nie,? dzięku|закрыть|не сейчас|нет,? спасибо|закрити|не зараз)',
    '^(?:kapat|şimdi değil|hayır,? teşekkür|إغلاق|ليس الآن|閉じる|後で|今はしない|关闭|關閉|暂不|以后再说|닫기|나중에|stäng|inte nu|nej,? tack|luk$|lukk|ikke n[åu]|sulje|ei kiitos|zavřít|teď ne|κλείσιμο|όχι τώρα|bezár|închide)',
  ].join('|'),

  login: [
    'log ?in|sign ?in|sign ?up|log into|create (?:an |your |new )?account|join (?:now|to)|connexion|se connecter|connectez|s.inscrire|anmelden|einloggen|registrieren',
    'inici(?:a|ar) sesi|reg[íi]strate|iniciar sessão|entrar|cadastr|acced[ie]|iscriviti|registrati|inloggen|aanmelden|zaloguj|zarejestruj|войти|войдите|вход|зарегистр|увійти',
    'giriş yap|kaydol|oturum aç|تسجيل الدخول|سجل الدخول|ログイン|登録|登录|登入|注册|로그인|logga in|log ind|logg inn|kirjaudu|přihlás|σύνδεση|bejelentkez|autentific',
  ].join('|'),

  app: [
    '(?:open|use|get|download|view|continue|see|watch|try|install).{0,30}\\bapp\\b|better (?:in|on) the app|l.app\\b|l.application|in der app|app (?:öffnen|laden)',
    '(?:abrir|ver|usar|obtener|baixar).{0,20}\\bapp\\b|nell.app|in de app|w aplikacji|приложени|застосун|uygulama|التطبيق|アプリ|应用|應用|打开app|앱',
  ].join('|'),

  newsletter: [
    'newsletter|subscribe to our|sign up for our|stay (?:up to date|informed)|notifications?|inscrivez-vous|infolettre|benachrichtigung|bolet[íi]n|boletim|notificac|nieuwsbrief|meldingen',
    'powiadomieni|рассылк|уведомлен|розсилк|bülten|bildirim|النشرة|الإشعارات|ニュースレター|メルマガ|通知|뉴스레터|알림|nyhetsbrev|nyhedsbrev|uutiskirje|hírlev',
  ].join('|'),

  paywall: [
    'subscribe to (?:read|continue|keep|unlock|get)|subscribers?[ -]only|only for subscribers|already a (?:subscriber|member)|become a (?:subscriber|member)|(?:register|log in|sign up|sign in).{0,20}to (?:read|continue reading|keep reading)|free articles?',
    'r[ée]serv[ée] aux abonn|pour lire la suite|d[ée]j[àa] abonn|abonnez-vous|weiterlesen|jetzt abonnieren|bereits abonn|nur für abonn|para seguir leyendo|(?:exclusivo|solo) para (?:suscriptores|assinantes)|suscr[íi]bete',
    'para continuar lendo|assine (?:já|agora|para)|per continuare a leggere|riservat[oi] agli abbonati|abbonati (?:per|ora|subito)|verder lezen|dla (?:subskrybentów|prenumeratorów)|aby czytać dalej|для подписчиков|abone ol|للمشتركين|有料会員|会員限定|구독자',
  ].join('|'),

  /** Class names, ids and test ids of buttons that are pictures only. */
  closeMark: '(?:^|[-_ :])(?:close|dismiss)|[a-z](?:Close|Dismiss)(?![a-z])',
};
