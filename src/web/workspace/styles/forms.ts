/** What is filled in and pressed. */
export const formStyles = `
button,.button,input,select,textarea{font:inherit;color:inherit}
button,.button{display:inline-block;padding:6px 14px;border:1px solid var(--line);border-radius:8px;background:var(--paper);color:var(--ink);font-weight:600;line-height:1.4;text-decoration:none;cursor:pointer}
button:hover,.button:hover{border-color:var(--accent)}
button.primary,.button.primary{border-color:var(--accent);background:var(--accent);color:var(--on-accent)}
button.danger{color:var(--bad)}
button.plain{padding:0;border:0;background:none;color:var(--accent);font-weight:400;text-decoration:underline;text-underline-offset:.15em}
button:disabled{opacity:.6;cursor:default}
button.small,.button.small{padding:2px 10px;font-size:.9rem}
.field{display:block;margin:0 0 12px}
.field>label:not(.check),.field>.label,fieldset.field>legend{display:block;margin-block-end:4px;padding:0;font-weight:600}
legend{padding:0;margin-block-end:4px}
fieldset{min-inline-size:0;margin:0 0 12px;padding:0;border:0}
input:not([type=checkbox],[type=radio],[type=file],[type=range]),select,textarea{inline-size:100%;max-inline-size:100%;padding:7px 10px;border:1px solid light-dark(#7d8a95,#6b7883);border-radius:8px;background:var(--paper)}
textarea{min-block-size:7.5em;resize:vertical;font:.95rem/1.5 inherit}
input:focus,select:focus,textarea:focus{outline:2px solid var(--accent);outline-offset:0;border-color:transparent}
label.check{display:flex;gap:8px;align-items:baseline;margin:0 0 6px}
input[type=checkbox],input[type=radio]{accent-color:var(--accent);inline-size:1.05em;block-size:1.05em;flex:none;transform:translateY(.12em)}
.fields{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(220px,100%),1fr));gap:0 18px}
.inline{display:flex;flex-wrap:wrap;gap:8px;align-items:center}
.inline>input:not([type=checkbox],[type=radio]){flex:1 1 220px;inline-size:auto;min-inline-size:0}
.actions{display:flex;flex-wrap:wrap;gap:8px;align-items:center;margin:0 0 12px}
.actions form{margin:0}
summary{cursor:pointer}
`;
