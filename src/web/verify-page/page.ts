import { html, raw } from '#card/html.ts';
import { onDay } from '../workspace/parts/time.ts';
import { verifyStyles } from './styles.ts';

export interface ShownKey {
  keyId: string;
  createdAt: string;
}

export interface VerifyPage {
  keys: ShownKey[];
  modules: string[];
  /** The one whose bundle is to be checked at once. */
  capture: string | null;
}

/** The page with nothing checked yet. Its addresses are relative, so that the service may live below a path. */
export function renderVerifyPage({ keys, modules, capture }: VerifyPage): string {
  const address = (module: string) => `verify/modules/${module}`;
  const [entry = ''] = modules;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Check an archive</title>
<style>${raw(verifyStyles)}</style>
${modules.map((module) => html`<link rel="modulepreload" href="${address(module)}">\n`)}
<script type="module" src="${address(entry)}"></script>
</head>
<body>
<main>
<header>
<p class="quiet"><a href="./">To the archive</a></p>
<h1>Check an archive</h1>
<p class="lead">Is this capture whole, who signed it, and since when has it existed? The file is read and checked in this
browser. It does not leave your computer.</p>
</header>
<div class="drop" id="drop"${capture !== null && html` data-bundle="v1/captures/${capture}/bundle"`}>
<label for="file"><strong>Drop a file here</strong>, or choose one</label>
<p class="quiet" id="kinds">A page archive (.wacz) or an exported bag (.zip)</p>
<input type="file" id="file" accept=".wacz,.zip,application/wacz,application/zip" aria-describedby="kinds">
</div>
<noscript><p class="notice">The check runs in the browser and needs JavaScript. Without it:
<code>embed-archiver verify FILE</code>, or by hand with sha256sum and openssl, as the documentation tells.</p></noscript>
<p class="progress" id="progress" role="status"></p>
<section id="report" tabindex="-1" aria-label="Result" hidden></section>
<section class="about">
<h2>What a result means</h2>
<dl>
<dt><span class="mark pass">Passed</span></dt><dd>It was computed anew from the file’s own bytes, and it is right.</dd>
<dt><span class="mark fail">Failed</span></dt><dd>The file that is named was damaged, or changed.</dd>
<dt><span class="mark absent">Not there</span></dt><dd>There was nothing to check. A page archive without proof has no signature
and no time stamp; the bundle of the same capture has them.</dd>
</dl>
<h2>Keys of this archive</h2>
<p>A signature says that one of these keys made it. Compare the key, too, with one that you got in another way.</p>
<ul id="keys">${keys.map(
    ({ keyId, createdAt }) =>
      html`<li><code data-key="${keyId}">${keyId}</code> <span class="quiet">since ${onDay(createdAt)}</span></li>`,
  )}</ul>
</section>
</main>
</body>
</html>
`.toString();
}
