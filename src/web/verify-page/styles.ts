/** In the family of the card: system fonts, colours by `color-scheme`, and a sheet of paper when printed. */
export const verifyStyles = `
:root{color-scheme:light dark;--ink:light-dark(#0f1419,#e7e9ea);--quiet:light-dark(#4b5a66,#a3b0ba);--line:light-dark(#ccd6dd,#3b4650);--ground:light-dark(#f4f6f8,#0e1114);--paper:light-dark(#fff,#15191d);--link:light-dark(#0a5dab,#7fbdf5);--good:light-dark(#0b6b3a,#7bd6a0);--bad:light-dark(#a3121f,#ff9c9c);--warn:light-dark(#7a4a00,#ffcf7f)}
*{box-sizing:border-box}
html{background:var(--ground)}
body{margin:0;padding:32px 16px 64px;font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;color:var(--ink)}
main{max-width:760px;margin:0 auto}
h1{margin:0 0 8px;font-size:1.9rem;line-height:1.2;letter-spacing:-.01em}
h2{margin:32px 0 8px;font-size:1.15rem}
h3{margin:24px 0 8px;font-size:1rem;overflow-wrap:anywhere}
p{margin:0 0 8px}
a{color:var(--link)}
.lead{max-width:60ch;font-size:1.1rem;color:var(--quiet)}
.quiet{color:var(--quiet);font-size:.9rem}
code{font:.9em/1.4 ui-monospace,"SF Mono",Menlo,Consolas,"Noto Sans Mono",monospace;overflow-wrap:anywhere}
.drop{margin:24px 0 16px;padding:28px 24px;border:2px dashed var(--line);border-radius:12px;background:var(--paper);text-align:center}
.drop:focus-within,.drop.over{border-color:var(--link);border-style:solid}
.drop label{font-size:1.1rem;cursor:pointer}
.drop input{max-width:100%;font:inherit;color:inherit}
.drop p{margin:4px 0 16px}
.progress:empty{display:none}
.notice,.progress{padding:12px 16px;border:1px solid var(--line);border-radius:12px;background:var(--paper)}
#report{outline:none}
.sheet{padding:20px 24px;border:1px solid var(--line);border-radius:12px;background:var(--paper)}
.verdict+h3{margin:0 0 8px}
.verdict{display:flex;gap:14px;align-items:flex-start;margin-bottom:16px;padding-bottom:16px;border-bottom:1px solid var(--line)}
.verdict .sign{flex:none;display:grid;place-items:center;inline-size:44px;block-size:44px;border:2px solid currentColor;border-radius:50%;font-size:1.4rem;font-weight:700;line-height:1}
.verdict h2{margin:0;font-size:1.4rem;line-height:1.25}
.verdict p{margin:4px 0 0;color:var(--ink)}
.verdict.pass{color:var(--good)}.verdict.fail{color:var(--bad)}.verdict.absent{color:var(--warn)}
.verdict ul{margin:6px 0 0;padding-inline-start:1.2em;color:var(--ink)}
.facts{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px;margin:0}
.facts dt{color:var(--quiet)}
.facts dd{margin:0;overflow-wrap:anywhere}
.facts+.quiet{margin:12px 0 0}
.facts+.checks{margin-top:12px}
.checks{margin:0;padding:0;list-style:none}
.checks>li{display:grid;grid-template-columns:5.5rem 1fr;gap:4px 12px;padding:10px 0;border-top:1px solid var(--line)}
.checks .detail{overflow-wrap:anywhere;color:var(--quiet);font-size:.9rem}
.checks .detail p{margin:2px 0}
.checks summary{cursor:pointer;color:var(--link)}
.checks ul{margin:4px 0;padding-inline-start:1.2em}
.mark{place-self:start;display:inline-block;padding:1px 8px;border:1px solid currentColor;border-radius:999px;font-size:.8rem;font-weight:600;white-space:nowrap}
.mark.pass{color:var(--good)}.mark.fail{color:var(--bad)}.mark.absent{color:var(--warn)}
.about{margin-top:40px;color:var(--quiet)}
.about h2{color:var(--ink)}
.about dl{display:grid;grid-template-columns:5.5rem 1fr;gap:6px 12px;margin:0}
.about dd{margin:0}
@media (max-width:480px){.facts{grid-template-columns:1fr}.facts dd{margin-bottom:8px}.sheet{padding:16px}}
@media (forced-colors:active){.sheet,.drop,.mark{border-color:CanvasText}}
@media print{:root{color-scheme:light}html{background:#fff}body{padding:0;font-size:10.5pt}.drop,.about,.progress,.lead{display:none}.sheet{padding:0;border:0}.checks>li{break-inside:avoid}details::details-content{content-visibility:visible;block-size:auto}}
`;
