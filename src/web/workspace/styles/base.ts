/** Colours, type and the parts that every page shares. In the family of the card: one accent colour, system fonts. */
export const baseStyles = `
:root{color-scheme:light dark;
--ink:light-dark(#10161c,#e6e9ec);--quiet:light-dark(#4b5a66,#a3b0ba);--line:light-dark(#d3dbe1,#333e48);
--ground:light-dark(#f5f7f9,#0e1215);--paper:light-dark(#fff,#161b20);--sunk:light-dark(#edf1f4,#1d242a);
--accent:light-dark(#0a5dab,#7fbdf5);--on-accent:light-dark(#fff,#0c1a27);
--good:light-dark(#0b6b3a,#7bd6a0);--warn:light-dark(#7a4a00,#ffcf7f);--bad:light-dark(#a3121f,#ff9c9c);
--edge:light-dark(#10161c33,#0009);--radius:10px;--gap:16px}
*,*::before,*::after{box-sizing:border-box}
html{background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Noto Sans Arabic",sans-serif}
body{margin:0;overflow-wrap:anywhere}
a{color:var(--accent);text-underline-offset:.15em}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:3px}
main:focus{outline:none}
h1{margin:0 0 12px;font-size:1.6rem;line-height:1.2;letter-spacing:-.01em}
h2{margin:28px 0 10px;font-size:1.15rem;line-height:1.3}
h3{margin:20px 0 8px;font-size:1rem}
p,ul,ol,dl,table,figure,blockquote{margin:0 0 12px}
ul,ol{padding-inline-start:1.3em}
code,kbd{font:.9em/1.4 ui-monospace,"SF Mono",Menlo,Consolas,"Noto Sans Mono",monospace}
kbd{padding:1px 6px;border:1px solid var(--line);border-block-end-width:2px;border-radius:5px;background:var(--paper)}
img,video{max-width:100%;height:auto}
hr{border:0;border-block-start:1px solid var(--line);margin:24px 0}
[hidden]{display:none!important}
.skip{position:absolute;inset-inline-start:8px;inset-block-start:-60px;padding:8px 14px;background:var(--accent);color:var(--on-accent);z-index:10;border-radius:0 0 8px 8px}
.skip:focus{inset-block-start:0}
.top{display:flex;flex-wrap:wrap;align-items:center;gap:4px 20px;padding:10px max(16px,calc((100% - 1120px)/2));border-block-end:1px solid var(--line);background:var(--paper)}
.top .home{font-weight:700;color:var(--ink);text-decoration:none}
.top nav ul{display:flex;flex-wrap:wrap;gap:2px;margin:0;padding:0;list-style:none}
.top nav a{display:block;padding:5px 11px;border-radius:7px;color:var(--quiet);text-decoration:none}
.top nav a:hover{background:var(--sunk);color:var(--ink)}
.top nav a[aria-current]{background:var(--sunk);color:var(--ink);font-weight:600}
.top .who{display:flex;align-items:center;gap:8px;margin:0;margin-inline-start:auto;color:var(--quiet);font-size:.9rem}
main{max-width:1152px;margin:0 auto;padding:24px 16px 72px}
.narrow{max-width:440px;margin:32px auto 0}
.prose{max-width:68ch}
.lead{max-width:62ch;color:var(--quiet);font-size:1.08rem}
.quiet,.help{color:var(--quiet);font-size:.9rem}
.help{margin-block:-4px 12px}
.nowrap{white-space:nowrap}
.visually-hidden{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.crumbs{margin:0 0 6px;color:var(--quiet);font-size:.9rem}
.bar{display:flex;flex-wrap:wrap;align-items:center;gap:8px 14px;margin:0 0 12px}
.bar>h1,.bar>h2{margin:0}
.bar>.end{margin-inline-start:auto}
.columns{display:grid;grid-template-columns:240px minmax(0,1fr);gap:28px;align-items:start}
.panel{margin:0 0 16px;padding:16px 18px;border:1px solid var(--line);border-radius:var(--radius);background:var(--paper)}
.panel>:last-child{margin-block-end:0}
.panel>h2:first-child,.panel>h3:first-child{margin-block-start:0}
.empty{padding:28px 18px;border:1px dashed var(--line);border-radius:var(--radius);color:var(--quiet);text-align:center}
.notice{margin:0 0 12px;padding:10px 14px;border:1px solid currentColor;border-radius:var(--radius);background:var(--paper)}
.notice.good{color:var(--good)}.notice.bad{color:var(--bad)}
.notice p:last-child,.notice ul:last-child{margin-block-end:0}
.badge{display:inline-block;padding:0 8px;border:1px solid currentColor;border-radius:999px;font-size:.8rem;font-weight:600;line-height:1.5;white-space:nowrap;color:var(--quiet)}
.badge.good{color:var(--good)}.badge.warn{color:var(--warn)}.badge.bad{color:var(--bad)}.badge.accent{color:var(--accent)}
.tag{display:inline-block;padding:0 8px;border-radius:999px;background:var(--sunk);color:var(--ink);font-size:.85rem;text-decoration:none}
a.tag:hover{text-decoration:underline}
.facts{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:4px 18px}
.facts dt{color:var(--quiet)}
.facts dd{margin:0}
@media (max-width:760px){.columns{grid-template-columns:minmax(0,1fr)}}
@media (max-width:480px){.facts{grid-template-columns:minmax(0,1fr);gap:0}.facts dd{margin-block-end:8px}main{padding-block-start:16px}.top .who{margin-inline-start:0}}
@media (prefers-reduced-motion:no-preference){a,button{transition:background-color .12s,border-color .12s}}
@media (forced-colors:active){.panel,.badge,.notice{border-color:CanvasText}}
@media print{:root{color-scheme:light;--ground:#fff;--paper:#fff}html{font-size:10.5pt}main{max-width:none;padding:0}.top nav,.top .who,.skip,form,.no-print{display:none!important}.top{padding:0 0 6pt}.panel,tr,li{break-inside:avoid}details::details-content{content-visibility:visible;block-size:auto}}
`;
