/** The card's whole style sheet: system fonts, colours by `color-scheme`, no width of its own from 320 px up. */
export const cardStyles = `
:root{color-scheme:light dark;--ink:light-dark(#0f1419,#e7e9ea);--quiet:light-dark(#4b5a66,#a3b0ba);--line:light-dark(#ccd6dd,#3b4650);--paper:light-dark(#fff,#15191d);--link:light-dark(#0a5dab,#7fbdf5);--warn:light-dark(#7a4a00,#ffcf7f)}
*{box-sizing:border-box}
html{background:transparent}
body{margin:0;padding:8px;font:16px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;color:var(--ink)}
.card{max-width:550px;margin:0 auto;padding:14px 16px;border:1px solid var(--line);border-radius:12px;background:var(--paper);overflow-wrap:anywhere}
figure,blockquote,p{margin:0}
a{color:var(--link)}
.author{display:flex;gap:10px;align-items:center;margin-bottom:10px;line-height:1.25}
.author a{color:inherit;text-decoration:none}
.author a:hover,.author a:focus-visible{text-decoration:underline}
.avatar{flex:none;inline-size:48px;block-size:48px;border-radius:50%;object-fit:cover;display:grid;place-items:center;background:var(--line);color:var(--ink);font-weight:600}
.name{font-weight:700}
.handle,.facts,.aside,footer{color:var(--quiet);font-size:.875rem}
.title{font-weight:700}
.gap{margin-top:.75em}
.media{display:grid;gap:2px;margin-top:12px;border-radius:12px;overflow:hidden}
.media.several{grid-template-columns:1fr 1fr}
.media figure{min-width:0}
.media.several figure:last-child:nth-child(odd){grid-column:1/-1}
.media img,.media video,.screenshot img{display:block;max-width:100%;width:100%;height:auto}
.media.several img,.media.several video{height:100%;object-fit:cover}
.media video{background:#000}
.media img:not([width]),.media video:not([width]){aspect-ratio:16/9;object-fit:contain}
.media audio{display:block;width:100%;height:54px}
.media figcaption{padding:6px 8px;font-size:.875rem;color:var(--quiet)}
.not-held{display:grid;place-items:center;min-height:96px;border:1px dashed var(--line)}
.screenshot{margin-top:12px;border:1px solid var(--line);border-radius:8px;overflow:hidden}
.screenshot img{max-height:640px;object-fit:cover;object-position:top}
.veil summary{margin-top:12px;padding:10px;border:1px solid var(--line);border-radius:8px;cursor:pointer}
.quoted{margin-top:12px;padding:10px 12px;border:1px solid var(--line);border-radius:12px}
.quoted .avatar{inline-size:24px;block-size:24px;font-size:.75rem}
.poll{margin:8px 0 0;padding-inline-start:1.25em}
.facts{margin-top:12px}
.more summary{color:var(--link);cursor:pointer;margin-top:.5em}
footer{margin-top:12px;padding-top:10px;border-top:1px solid var(--line)}
.quotation{padding:12px;border:2px dashed var(--warn);border-radius:8px}
.quotation blockquote{margin:10px 0;padding-inline-start:12px;border-inline-start:3px solid var(--warn);font-style:italic}
.warning{color:var(--warn)}
.quotation figcaption{color:var(--quiet);font-size:.875rem}
.framed body{display:flex;flex-direction:column;min-height:100vh}
.framed .card{display:flex;flex:1;flex-direction:column;width:100%}
.framed .card>:nth-last-child(2){flex:1 0 auto}
@media (forced-colors:active){.card,.quoted{border-color:CanvasText}}
@media print{:root{color-scheme:light}body{padding:0}.card{border-color:#000;break-inside:avoid}footer a::after,.facts a::after{content:" <" attr(href) ">"}details::details-content{content-visibility:visible;block-size:auto}}
`;
