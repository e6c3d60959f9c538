/** Of the same family as the card: system fonts, its colours, quiet lines. Made for A4, and for a screen. */
export const reportStyles = `
:root{color-scheme:light dark;--ink:light-dark(#0f1419,#e7e9ea);--quiet:light-dark(#4b5a66,#a3b0ba);--line:light-dark(#ccd6dd,#3b4650);--paper:light-dark(#fff,#15191d);--soft:light-dark(#f5f8fa,#1c2227);--link:light-dark(#0a5dab,#7fbdf5);--warn:light-dark(#7a4a00,#ffcf7f)}
*{box-sizing:border-box}
html{background:var(--paper)}
body{margin:0 auto;max-width:62rem;padding:2.5rem 1.5rem;font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Noto Sans Arabic","Noto Sans CJK SC",sans-serif;color:var(--ink);overflow-wrap:anywhere}
h1{font-size:1.9rem;line-height:1.2;margin:.2em 0 .4em;letter-spacing:-.01em}
h2{font-size:1.35rem;line-height:1.25;margin:0 0 .5rem}
nav{margin-top:1.6rem}
h3{font-size:1.05rem;margin:0 0 .6rem}
h4{font-size:.9rem;margin:1.4rem 0 .4rem}
p{margin:.4em 0}
a{color:var(--link)}
.kicker,.quiet,caption,dt,th,footer{color:var(--quiet)}
.kicker{margin:0;font-size:.85rem;letter-spacing:.06em;text-transform:uppercase}
.lead{font-size:1.1rem;max-width:44rem}
code{font:.86em/1.45 ui-monospace,"SF Mono",Menlo,"DejaVu Sans Mono","Noto Sans Mono",monospace;overflow-wrap:anywhere}
pre{margin:.5rem 0;padding:.7rem .9rem;border:1px solid var(--line);border-radius:8px;background:var(--soft);white-space:pre-wrap}
pre code{font-size:.82rem}
time{font-variant-numeric:tabular-nums}
.clock{white-space:nowrap}
.url{overflow-wrap:anywhere}
dl{margin:.4rem 0;display:grid;gap:.28rem}
dl div{display:grid;grid-template-columns:11rem minmax(0,1fr);gap:1rem}
dt,dd{margin:0}
table{width:100%;margin:.9rem 0;border-collapse:collapse;font-size:.86rem;table-layout:fixed}
caption{padding:0 0 .35rem;text-align:start;font-weight:600;color:var(--ink)}
th{font-weight:600;text-align:start}
th,td{padding:.36rem .7rem .36rem 0;border-top:1px solid var(--line);vertical-align:top;text-align:start}
td p{margin:.15em 0}
.files th:nth-child(1){width:19%}.files th:nth-child(2){width:27%}.files code{font-size:.8em}
.events th:nth-child(1){width:27%}.events th:nth-child(2){width:19%}
.proofs th:nth-child(1){width:16%}.proofs th:nth-child(2){width:25%}
.contents{columns:2;column-gap:2rem;padding-inline-start:1.2rem;margin:.4rem 0}
.contents li{break-inside:avoid;margin-bottom:.2rem}
.box{padding:1rem 1.2rem;border:1px solid var(--line);border-radius:12px;background:var(--soft);margin:1.4rem 0}
.box h2{font-size:1.05rem}
.notice{padding:.6rem .9rem;border-inline-start:4px solid var(--warn);background:var(--soft);margin:.7rem 0}
.post{margin-top:3rem;padding-top:1.4rem;border-top:3px solid var(--ink)}
.said{margin:.8rem 0;padding:.2rem 0 .2rem 1rem;border-inline-start:3px solid var(--line);font-size:1.08rem}
.said p{margin:.2em 0}
.capture{margin-top:1.8rem;padding:1.2rem 1.3rem;border:1px solid var(--line);border-radius:12px}
.seen{display:flow-root}
.seen figure{float:inline-end;width:13.5rem;margin:0 0 1rem 1.4rem}
.seen img{display:block;width:100%;height:auto;border:1px solid var(--line);border-radius:8px}
figcaption{font-size:.8rem;color:var(--quiet);margin-top:.3rem}
ul.plain{margin:.3rem 0;padding-inline-start:1.2rem}
footer{margin-top:3rem;padding-top:.8rem;border-top:1px solid var(--line);font-size:.85rem}
@media (max-width:40rem){dl div{grid-template-columns:1fr;gap:0}.seen figure{float:none;width:100%;margin:0 0 1rem}.contents{columns:1}table{display:block;overflow-x:auto}}
@page{size:A4;margin:18mm 16mm 20mm;@bottom-left{content:"Chain-of-custody report";font:8pt system-ui,sans-serif;color:#4b5a66}@bottom-right{content:counter(page) " / " counter(pages);font:8pt system-ui,sans-serif;color:#4b5a66}}
@media print{
:root{color-scheme:light}
body{max-width:none;padding:0;font-size:9.6pt}
h1{font-size:21pt}
h1,h2,h3,h4,caption{break-after:avoid}
tr,figure,.seen,dl div,.notice{break-inside:avoid}
tbody tr:first-child,tbody tr:nth-child(2):last-child{break-before:avoid}
table{font-size:8.4pt;margin:.7rem 0}
th,td{padding:.26rem .6rem .26rem 0}
thead{display:table-header-group}
.box{break-inside:avoid}
.post{break-before:page;margin-top:0}
.capture{padding:0;border:0;border-radius:0;border-top:1px solid var(--line);padding-top:1rem}
dl div{grid-template-columns:9.2rem minmax(0,1fr)}
a{color:inherit;text-decoration:none}
}
`;
