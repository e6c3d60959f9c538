/** Tables, rows and pictures of many things. */
export const listStyles = `
.scroll{overflow-x:auto;margin:0 0 12px;background:linear-gradient(90deg,var(--ground) 35%,transparent) 0 0/40px 100% local no-repeat,linear-gradient(270deg,var(--ground) 35%,transparent) 100% 0/40px 100% local no-repeat,linear-gradient(90deg,var(--edge),transparent) 0 0/14px 100% scroll no-repeat,linear-gradient(270deg,var(--edge),transparent) 100% 0/14px 100% scroll no-repeat}
table{inline-size:100%;border-collapse:collapse;font-size:.95rem}
caption{text-align:start;color:var(--quiet);font-size:.9rem;padding-block-end:6px}
th,td{padding:7px 12px 7px 0;border-block-end:1px solid var(--line);text-align:start;vertical-align:top}
th{color:var(--quiet);font-size:.85rem;font-weight:600}
thead th{overflow-wrap:normal}
tbody th{min-inline-size:8em}
td.number,th.number{text-align:end;font-variant-numeric:tabular-nums}
.rows{margin:0 0 12px;padding:0;list-style:none;border:1px solid var(--line);border-radius:var(--radius);background:var(--paper)}
.rows>li{padding:10px 14px;border-block-end:1px solid var(--line)}
.rows>li:last-child{border-block-end:0}
.rows>li:focus-within{background:var(--sunk)}
.rows p{margin:0}
.rows .clamp{inline-size:fit-content}
.posts.rows>li{display:flex;gap:14px;align-items:flex-start}
.posts .about{flex:1;min-inline-size:0}
.thumbnail.none{display:grid;place-items:center;padding:4px;color:var(--quiet);font-size:.8rem;line-height:1.2;text-align:center}
.posts .byline{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden}
.posts .excerpt{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden;margin:1px 0 4px}
.posts .excerpt a{color:var(--ink);text-decoration:none}
.posts .excerpt a:hover{text-decoration:underline}
.author{font-weight:600}
.marks{display:flex;flex-wrap:wrap;gap:4px 6px;align-items:center}
.reason{margin-block-start:4px!important;color:var(--quiet);font-size:.9rem}
.reason+form,.marks+form{margin-block-start:8px}
.thumbnail{flex:none;display:block;inline-size:88px;block-size:66px;border-radius:6px;overflow:hidden;background:var(--sunk)}
.thumbnail img{display:block;inline-size:100%;block-size:100%;object-fit:cover;object-position:left top}
.thumbnail.veiled img{filter:blur(14px) grayscale(1)}
li:hover>.thumbnail.veiled img,li:focus-within>.thumbnail.veiled img{filter:none}
.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(200px,100%),1fr));gap:14px;margin:0 0 12px;padding:0;list-style:none}
.tiles>li{padding:0 0 10px;border:1px solid var(--line);border-radius:var(--radius);background:var(--paper);overflow:hidden}
.tiles p{margin:0 12px}
.tiles .excerpt{margin:8px 12px 4px;-webkit-line-clamp:3;font-size:.95rem}
.tiles .byline{font-size:.9rem}
.tiles .marks{margin-block-start:6px}
.tiles .thumbnail{inline-size:100%;block-size:auto;aspect-ratio:4/3;border-radius:0}
.tiles>li:focus-within{border-color:var(--accent)}
.embeds progress{inline-size:120px}
.halves{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(400px,100%),1fr));gap:0 28px}
.look-up{max-inline-size:720px}
.plain-list{padding:0;list-style:none}
.plain-list li{margin:0 0 6px}
.search>.inline,.search details>.fields:last-child{margin:0 0 8px}
.search>.inline>input{flex:1}
.submit .file{display:flex;flex-wrap:wrap;gap:8px;align-items:center;margin:-4px 0 10px;color:var(--quiet);font-size:.9rem}
@media (scripting:none){.submit .file{display:none}}
.submit details{margin:0 0 12px}
.submit details[open]>summary{margin-block-end:12px}
.chosen{display:flex;flex-wrap:wrap;gap:6px;margin:0 0 14px;padding:0;list-style:none}
.views{display:flex;gap:2px}
.views a{padding:3px 10px;border-radius:7px;color:var(--quiet);text-decoration:none;font-size:.9rem}
.views a[aria-current]{background:var(--sunk);color:var(--ink);font-weight:600}
.facets h2{margin:16px 0 4px;font-size:.85rem;color:var(--quiet)}
.facets ul{margin:0;padding:0;list-style:none;font-size:.95rem}
.facets li{display:flex;justify-content:space-between;gap:8px;padding:1px 0}
.facets .more summary{font-size:.9rem;color:var(--accent)}
.facets>details>summary{font-weight:600}
@media (min-width:761px){@supports selector(::details-content){
.facets>details>summary{display:none}
.facets>details::details-content{content-visibility:visible;block-size:auto}
.facets>details>h2:first-of-type{margin-block-start:0}}}
.pager{display:flex;gap:10px;margin:16px 0 0}
dialog{max-inline-size:min(420px,calc(100vw - 32px));padding:20px 24px;border:1px solid var(--line);border-radius:var(--radius);background:var(--paper);color:var(--ink)}
dialog h2{margin-block-start:0}
dialog::backdrop{background:#0008}
@media (max-width:480px){.thumbnail{inline-size:60px;block-size:48px}.rows>li{padding:10px}}
@media print{.thumbnail.none{display:none}.posts .excerpt{display:block}.rows{border:0}}
`;
