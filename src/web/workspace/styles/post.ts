/** A post's page, two captures compared, and collections. */
export const postStyles = `
.post-page{display:grid;grid-template:auto 1fr/minmax(0,1fr) 360px;gap:0 32px;align-items:start}
.post-page>.beside{grid-area:1/2/3/3}
.post-page>.held{grid-column:1}
.post-page>.beside>:first-child{margin-block-start:0}
.card-frame{display:block;inline-size:100%;max-inline-size:582px;border:0;background:none;color-scheme:light dark}
.said{white-space:pre-wrap;line-height:1.6;unicode-bidi:plaintext;text-align:start}
.said>p{margin:0;white-space:pre-wrap}
.said>.gap{margin-block-start:.75em}
.said.long{max-block-size:26em;overflow:auto}
.hash{font-size:.8rem;overflow-wrap:anywhere}
.files-table{min-inline-size:560px}
.files-table th code{overflow-wrap:normal}
.gallery{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(220px,100%),1fr));gap:14px;align-items:start;margin-block-start:10px}
.gallery figure{margin:0;min-inline-size:0}
.gallery img,.gallery video{display:block;inline-size:auto;max-inline-size:100%;max-block-size:420px;object-fit:contain;object-position:top;border:1px solid var(--line);border-radius:8px;background:var(--sunk)}
.gallery audio{inline-size:100%}
.gallery figcaption{color:var(--quiet);font-size:.85rem;margin-block-start:4px}
.media-view.safe img,.media-view.safe video,.media-view.safe .card-frame{filter:grayscale(1) blur(10px)}
.media-view.safe :is(a,figure,.small-picture):is(:hover,:focus-within)>:is(img,video),.media-view.safe :is(img,video,.card-frame):is(:hover,:focus-visible,:focus),.media-view.safe a:focus-visible img{filter:none}
.beside form+details{margin-block-start:12px}
.code textarea{font:.8rem/1.45 ui-monospace,"SF Mono",Menlo,Consolas,"Noto Sans Mono",monospace;min-block-size:5em}
copy-text{display:block;margin-block-end:12px}
copy-text:empty{display:none}
.signals{margin-block-end:8px;font-size:.95rem}
.timeline{margin:0;padding:0;list-style:none;border-inline-start:2px solid var(--line)}
.timeline>li{position:relative;margin:0 0 14px;padding-inline-start:18px}
.timeline>li::before{content:"";position:absolute;inset-inline-start:-6px;inset-block-start:.45em;inline-size:10px;block-size:10px;border-radius:50%;background:var(--quiet);box-shadow:0 0 0 3px var(--ground)}
.timeline>.state::before,.timeline>.edit::before{background:var(--accent)}
.timeline>.restriction::before{background:var(--bad)}
.timeline p{margin:0}
.timeline [aria-current]{font-weight:700;color:inherit}
.pair{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:16px;align-items:start}
.pair figure{margin:0}
.pair img,.layers img{display:block;inline-size:100%;border:1px solid var(--line);border-radius:8px}
.went{background:light-dark(#fde3e3,#4b1f22);color:light-dark(#7d0f19,#ffc9c9);text-decoration-thickness:1px}
.came{background:light-dark(#dff3e6,#173a26);color:light-dark(#0a5230,#b7efcd);text-decoration:underline;text-decoration-thickness:2px;text-underline-offset:.18em}
.compared .differs>*{background:light-dark(#fff7e6,#2a2315)}
.compared{min-inline-size:480px}
.compared th[scope=row]{padding-inline-start:8px}
.files{list-style:none;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(min(240px,100%),1fr));gap:10px}
.files li{display:flex;gap:10px;align-items:flex-start}
.files img{flex:none;inline-size:72px;block-size:72px;object-fit:cover;border-radius:6px}
picture-compare{display:block}
.modes{display:flex;flex-wrap:wrap;gap:6px 18px;margin-block-end:10px}
picture-compare input[type=range]{display:block;inline-size:100%;max-inline-size:760px}
.layers{display:grid;max-inline-size:760px;isolation:isolate;background:#000}
.layers>img{grid-area:1/1;block-size:auto;border:0;border-radius:0}
.media-view.safe .layers>img{filter:none}
.media-view.safe .layers{filter:grayscale(1) blur(10px)}
.media-view.safe:focus-within .layers,.media-view.safe .layers:hover{filter:none}
.layers.difference>.top-layer{mix-blend-mode:difference}
.members{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(300px,100%),1fr));gap:14px;margin:0 0 16px;padding:0;list-style:none}
.members>li{display:flex;flex-direction:column;border:1px solid var(--line);border-radius:var(--radius);background:var(--paper);overflow:hidden}
.members>li>div{padding:10px 14px 12px}
.members p{margin:0 0 6px}
.small-picture{display:block;block-size:170px;background:var(--sunk);overflow:hidden}
.small-picture.none{display:grid;place-items:center;color:var(--quiet);font-size:.9rem}
.small-picture img{display:block;inline-size:100%;block-size:100%;object-fit:cover;object-position:left top}
.clamp{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:3;overflow:hidden}
.lines{inline-size:fit-content;white-space:pre-line}
@media (max-width:900px){.post-page{display:block}}
@media (max-width:560px){.pair{grid-template-columns:minmax(0,1fr)}}
@media print{.post-page{display:block}.timeline{margin-inline-start:6px}.said.long{max-block-size:none}.media-view.safe img{filter:grayscale(1) blur(10px)!important}.scroll{overflow:visible}}
`;
