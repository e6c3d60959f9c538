import { type Likeness, likenesses } from './likeness.ts';

/**
 * The card's whole style sheet, the same for every card so that policies can name its hash: system fonts, colours by
 * `color-scheme`, no width of its own from 320 px up. What changes a height here changes `card-height.ts` too.
 */
export const cardStyles = `
:root{color-scheme:light dark;--ink:#0f1419;--quiet:#4b5a66;--line:#ccd6dd;--paper:#fff;--tint:#eef2f4;--warn:#7a4a00;--h:255;--c:.03;--avatar:50%;--corner:12px;--accent:#0a5dab}
:root[data-theme=light]{color-scheme:light}
:root[data-theme=dark]{color-scheme:dark}
${Object.entries(likenesses).map(tokensOf).join('\n')}
@supports(color:light-dark(red,red)){
:root{--ink:light-dark(#0f1419,#e7e9ea);--quiet:light-dark(#4b5a66,#a3b0ba);--line:light-dark(#ccd6dd,#3b4650);--paper:light-dark(#fff,#15191d);--tint:light-dark(#eef2f4,#232a30);--warn:light-dark(#7a4a00,#ffcf7f)}
.card{--accent:light-dark(oklch(.47 var(--c) var(--h)),oklch(.8 calc(var(--c)*.65) var(--h)))}
}
*{box-sizing:border-box}
html{background:transparent}
body{margin:0;padding:8px;font:16px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;color:var(--ink)}
.card{max-width:550px;margin:0 auto;padding:14px 16px;border:1px solid var(--line);border-radius:12px;background:linear-gradient(var(--accent),var(--accent)) top/100% 3px no-repeat var(--paper);overflow-wrap:anywhere}
figure,blockquote,p,ul{margin:0}
time{unicode-bidi:isolate}
.heard{position:absolute;width:1px;height:1px;margin:0;overflow:hidden;clip-path:inset(50%)}
a{color:var(--accent);text-underline-offset:.15em}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
summary{cursor:pointer}
.author{display:flex;gap:10px;align-items:center;margin-bottom:10px;line-height:1.25}
.author>div{min-width:0}
.author a{color:inherit;text-decoration:none}
.author a:hover,.author a:focus-visible{text-decoration:underline}
.avatar{flex:none;inline-size:48px;block-size:48px;border-radius:var(--avatar);object-fit:cover;display:grid;place-items:center;background:var(--tint);color:var(--accent);font-weight:600}
.name,.title,.place{font-weight:700}
.handle,.facts,.aside,.share,footer{color:var(--quiet);font-size:.875rem}
.place{color:var(--accent);font-size:.875rem}
.gap{margin-top:.75em}
.media{margin-top:12px;border-radius:var(--corner);overflow:hidden;background:var(--tint)}
.media figure+figure{margin-top:2px}
.media a{display:block}
.media a:focus-visible{outline-offset:-3px}
.media img,.media video,.screenshot img{display:block;width:100%;height:auto}
.media img,.media video{max-height:680px;object-fit:contain}
.media video{background:#000}
.media img:not([width]),.media video:not([width]){aspect-ratio:16/9}
.media audio{display:block;width:100%;height:54px}
.media figcaption{padding:6px 8px;font-size:.875rem;color:var(--quiet)}
.mosaic{display:grid;grid:auto-flow minmax(0,1fr)/1fr 1fr;gap:2px;aspect-ratio:16/9;background:none}
.mosaic figure+figure{margin:0}
.mosaic.square,.mosaic.stacked{aspect-ratio:1}
.mosaic.two:not(.wide){aspect-ratio:2}
.mosaic a,.mosaic img,.mosaic img:not([width]){height:100%;max-height:none;aspect-ratio:auto;object-fit:cover}
.three:not(.stacked) figure:first-child{grid-row:span 2}
.three.stacked figure:first-child{grid-column:span 2}
.mosaic.many{aspect-ratio:auto;grid:auto-flow/repeat(6,1fr)}
.many figure{grid-column:span 2;aspect-ratio:1}
.many figure:nth-child(3n+1):nth-last-child(2),.many figure:nth-child(3n+2):last-child{grid-column:span 3}
.many figure:nth-child(3n+1):last-child{grid-column:span 6;aspect-ratio:2}
.pictures>.media{margin:12px -16px;border-radius:0}
.player>.media{margin:-12px -16px 12px;border-radius:9px 9px 0 0}
.not-held{display:grid;place-items:center;min-height:96px;border:1px dashed var(--line)}
.screenshot{margin-top:12px;border:1px solid var(--line);border-radius:8px;overflow:hidden}
.screenshot img{max-height:640px;object-fit:cover;object-position:top}
.veil summary{margin-top:12px;padding:10px;border:1px solid var(--line);border-radius:8px}
.quoted{margin-top:12px;padding:10px 12px;border:1px solid var(--line);border-radius:12px}
.quoted .avatar{inline-size:24px;block-size:24px;font-size:.75rem}
.poll{margin-top:8px;padding:0;list-style:none}
progress{display:block;width:100%;height:6px;margin:3px 0 6px;border:0;appearance:none;background:var(--tint);border-radius:3px;overflow:hidden}
::-webkit-progress-bar{background:var(--tint)}
::-webkit-progress-value{background:var(--accent)}
::-moz-progress-bar{background:var(--accent)}
.facts{margin-top:12px}
.more summary{color:var(--accent);margin-top:8px;font-size:.875rem}
footer{margin-top:12px;padding-top:10px;border-top:1px solid var(--line)}
.quotation{padding:12px;border:2px dashed var(--warn);border-radius:8px}
.quotation blockquote{margin:10px 0;padding-inline-start:12px;border-inline-start:3px solid var(--warn);font-style:italic}
.warning{color:var(--warn)}
.quotation figcaption{color:var(--quiet);font-size:.875rem}
.framed body{display:flex;flex-direction:column;min-height:100vh}
.framed .card{display:flex;flex:1;flex-direction:column;width:100%}
.framed .card>:nth-last-child(2){flex:1 0 auto}
@media (forced-colors:active){.card,.quoted,.not-held{border-color:CanvasText}progress{border:1px solid}}
@media print{:root,:root[data-theme]{color-scheme:light}body{padding:0}.card{border-color:#000;break-inside:avoid}.media img,.media video,.screenshot img{max-height:120mm}:root:not(.framed) :is(footer,.facts) a::after{content:" <" attr(href) ">"}video::-webkit-media-controls{display:none!important}.more::details-content{content-visibility:visible;block-size:auto}}
`;

function tokensOf([platform, { hue, chroma, avatar, corner }]: [string, Likeness]): string {
  const shape = [avatar !== '50%' && `--avatar:${avatar}`, corner !== '12px' && `--corner:${corner}`];
  const tokens = [`--h:${hue}`, `--c:${chroma}`, ...shape.filter(Boolean)];
  return `[data-platform=${platform}]{${tokens.join(';')}}`;
}
