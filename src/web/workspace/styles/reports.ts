/** What damage reports need besides. */
export const reportStyles = `
.report-counts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(150px,100%),1fr));gap:12px;margin:0 0 20px;padding:0;list-style:none}
.report-counts>li.panel{margin:0;padding:12px 16px}
.report-counts strong{display:block;font-size:1.9rem;line-height:1.15;font-variant-numeric:tabular-nums}
.report-counts strong.good{color:var(--good)}.report-counts strong.warn{color:var(--warn)}.report-counts strong.bad{color:var(--bad)}
.report-counts .quiet{display:block}
.report-progress{display:block}.report-progress progress{display:block;inline-size:100%;block-size:10px;accent-color:var(--accent)}
table.report .article th{padding-block-start:16px;color:var(--ink);font-size:.95rem;overflow-wrap:anywhere}
table.report .article .quiet{display:block;font-weight:400}
table.report .quote{display:block;inline-size:fit-content;color:var(--quiet);max-inline-size:60ch;overflow-wrap:anywhere}
table.report tfoot th,table.report tfoot td{border-block-start:2px solid var(--line);border-block-end:0;font-weight:600;color:var(--ink)}
@media (max-width:620px){table.report thead{display:none}table.report,table.report :is(tbody,tfoot,tr,th,td){display:block}table.report td{border-block-end:0;padding-block:2px}table.report tr:not(.article){padding-block:6px;border-block-end:1px solid var(--line)}}
@media print{table.report .article{break-after:avoid}}
`;
