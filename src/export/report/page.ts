import { createHash } from 'node:crypto';
import { html, type Markup, raw } from '#card/html.ts';
import { code, counted, factList, list, moment, quoted, size } from './parts.ts';
import { anchorOf } from './post.ts';
import { reportStyles } from './styles.ts';

export interface ReportFacts {
  madeAt: string;
  /** As people call the caller. */
  madeFor: string;
  software: string;
  organization: string | null;
  request: { items: string[]; tag: string | null; collection: string | null };
  posts: { postId: string; title: string }[];
  captures: number;
  files: number;
  bytes: number;
  logOrigin: string;
  keys: { keyId: string; publicKeyPem: string; createdAt: string }[];
  hasPdf: boolean;
  hasInstructions: boolean;
}

const styleHash = createHash('sha256').update(reportStyles).digest('base64');
/** Nothing in it is fetched and nothing runs, wherever it is opened. */
const policy = `default-src 'none'; img-src data:; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'`;

/** Everything before the sections of the posts. */
export function renderBeginning(facts: ReportFacts): Markup {
  const { request, posts, organization } = facts;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Chain-of-custody report, ${facts.madeAt.slice(0, 10)}</title>
<style>${raw(reportStyles)}</style>
</head>
<body>
<header>
<p class="kicker">${organization ?? 'Archived posts'}</p>
<h1>Chain-of-custody report</h1>
<p class="lead">What was archived of ${counted(posts.length, 'post')} in ${counted(facts.captures, 'capture')}: who asked for it, what was done when and by what, what was seen, and what proves it.</p>
${factList([
  ['Made', moment(facts.madeAt)],
  ['Made for', quoted(facts.madeFor)],
  ['Made by', facts.software],
  [
    'Asked for',
    list([
      ...request.items.map(quoted),
      ...markOf('posts with the tag', request.tag),
      ...markOf('posts of the collection', request.collection),
    ]),
  ],
  ['Files', html`${facts.files.toLocaleString('en-GB')}, ${size(facts.bytes)}, besides this report`],
  ['Log', code(facts.logOrigin)],
])}
</header>
${renderCheck(facts)}
${renderKeys(facts)}
${
  posts.length > 1 &&
  html`<nav aria-label="Posts"><h2>Posts</h2><ol class="contents">${posts.map(
    ({ postId, title }) => html`<li><a href="#${anchorOf(postId)}"><bdi>${title}</bdi></a></li>`,
  )}</ol></nav>`
}
<main>
`;
}

export function renderEnd({ madeAt }: ReportFacts): Markup {
  return html`</main>
<footer><p>Times are UTC. Made ${moment(madeAt)}. This report tells what the documents beside it state, in words; where the two differ, the documents hold.</p></footer>
</body>
</html>
`;
}

function markOf(words: string, value: string | null): Markup[] {
  return value === null ? [] : [html`${words} <bdi>${value}</bdi>`];
}

function renderCheck({ hasPdf, hasInstructions }: ReportFacts): Markup {
  return html`<section class="box" aria-label="How to check it">
<h2>How to check it</h2>
<p>Nobody need trust us, nor this report. In the folder that the ZIP unpacks to, this compares every file with its hash:</p>
<pre><code>sha256sum --check --quiet tagmanifest-sha256.txt manifest-sha256.txt</code></pre>
<p>Each capture is in <code>data/captures/</code>, under its id: the manifest, which names every file by its SHA-256; the files; and <code>bundle.wacz</code>, the page with all its traffic and, in <code>proof/</code>, the signature, the place in the log and the timestamps. Any player of web archives opens it, as ReplayWeb.page.</p>
<p>${
    hasInstructions
      ? html`<code>data/verify-by-hand.md</code> tells, step by step, how to check all of that with <code>sha256sum</code>, <code>openssl</code> and <code>unzip</code> alone. `
      : ''
  }The archive’s own program does it in one go, with no network: <code>embed-archiver verify FILE</code>; so does the page <code>/verify</code> of every archive, in the browser.</p>
${!hasPdf && html`<p class="quiet">There is no printed copy of this report beside it: it is too long for one, or there was no browser to print it.</p>`}
</section>
`;
}

function renderKeys({ keys }: ReportFacts): Markup {
  return html`<section aria-label="Keys"><h2>Keys that signed</h2>
<p class="quiet">Compare them with those that the archive publishes elsewhere: whoever can sign can also state.</p>
${keys.map(
  ({ keyId, publicKeyPem, createdAt }) =>
    html`${factList([
      ['Key', code(keyId)],
      ['Made', moment(createdAt)],
    ])}<pre><code>${publicKeyPem.trim()}</code></pre>`,
)}</section>
`;
}
