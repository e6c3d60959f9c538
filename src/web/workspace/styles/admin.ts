/** The pages of the administration. A scroller keeps what is hidden from eyes to itself, which would widen the page. */
export const adminStyles = `
.admin-places{flex-wrap:wrap;margin:0 0 20px;padding-block-end:8px;border-block-end:1px solid var(--line)}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(130px,100%),1fr));gap:12px;margin:0 0 20px;padding:0;list-style:none}
.figures>li{padding:12px 16px;border:1px solid var(--line);border-radius:var(--radius);background:var(--paper)}
.figures strong{display:block;font-size:1.6rem;line-height:1.2;font-variant-numeric:tabular-nums}
.figures .warn{color:var(--warn)}.figures .bad{color:var(--bad)}.figures .good{color:var(--good)}
.attention>li{display:flex;flex-wrap:wrap;gap:2px 12px;align-items:baseline}
.attention>li>span{flex:1 1 16em;min-inline-size:0}
.admin .scroll{position:relative}
.admin .lead{text-wrap:balance}
.admin .notice{margin-block-end:16px}
.admin details:not(.panel,td details){margin-block-end:16px}
.admin th .quiet{font-weight:400}
.admin table{overflow-wrap:break-word}.admin table code{overflow-wrap:anywhere}
.admin :is(td,th).number{padding-inline-end:28px}
.admin progress{inline-size:120px;accent-color:var(--accent)}
.secret{color:var(--ink);padding:12px 14px;border:1px solid var(--line);border-radius:8px;background:var(--sunk);user-select:all}
.secret code{font-size:1rem;overflow-wrap:anywhere}
.admin td p{margin:0}
.admin td .field,.admin td details[open]>summary{margin-block-end:8px}.admin td .help{margin-block-end:8px}
.admin td summary,.admin thead th{white-space:nowrap}
.admin td .actions{flex-wrap:nowrap}.admin td button{white-space:nowrap}.admin td details button{white-space:normal}
.admin td.what{min-inline-size:13em}.admin td>p{min-inline-size:17em}
.admin td details>:last-child{margin-block-end:0}
.admin tbody th[scope=row]{color:var(--ink);font-size:.95rem}
.admin .what{max-inline-size:min(44ch,62vw)}
.admin table.wide{min-inline-size:620px}
.admin pre{max-inline-size:100%;margin:0 0 12px;padding:12px 14px;overflow:auto;max-block-size:32em;border:1px solid var(--line);border-radius:8px;background:var(--sunk);font:.85rem/1.45 ui-monospace,"SF Mono",Menlo,Consolas,"Noto Sans Mono",monospace}
.types{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(210px,100%),1fr));gap:0 18px}
`;
