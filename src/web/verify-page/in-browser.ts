import { sha256 } from '@noble/hashes/sha2.js';
import { verifyFile } from '#evidence/verify/verify-file.ts';
import { showReport } from './show-report.ts';

const drop = element('drop');
const input = element('file');
const progress = element('progress');
const result = element('report');
/** A file chosen while another is checked wins. */
let latest = 0;

input.addEventListener('change', () => {
  const [file] = (input instanceof HTMLInputElement && input.files) || [];
  check(file);
});
for (const type of ['dragenter', 'dragover', 'dragleave', 'drop'] as const) {
  // Anywhere: a file that misses its place would otherwise be opened instead of the page.
  document.addEventListener(type, (event) => {
    event.preventDefault();
    drop.classList.toggle('over', type === 'dragenter' || type === 'dragover');
    if (type === 'drop') {
      check(event.dataTransfer?.files[0]);
    }
  });
}

const bundle = drop.dataset.bundle;
if (bundle !== undefined) {
  checkBundle(bundle, window.fetch.bind(window)).catch((error: unknown) => {
    progress.textContent = `The bundle could not be fetched: ${error instanceof Error ? error.message : error}`;
  });
}

/** The bundle of a capture that is held here, as anybody would download it. */
async function checkBundle(address: string, fetch: typeof window.fetch): Promise<void> {
  progress.textContent = 'Fetching the bundle of the capture …';
  const answer = await fetch(address);
  if (!answer.ok) {
    progress.textContent =
      answer.status === 401 || answer.status === 403
        ? 'Sign in to fetch the bundle from here, or choose its file.'
        : `There is no bundle of this capture (HTTP ${answer.status}); choose a file.`;
    return;
  }
  const name = /filename="([^"]+)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1];
  const file = new File([await answer.blob()], name ?? 'bundle.wacz');
  // Whoever chose a file meanwhile wants that one.
  if (latest === 0) {
    check(file);
  }
}

function check(file: File | undefined): void {
  if (file !== undefined) {
    latest += 1;
    verify(file, latest).catch((error: unknown) => {
      progress.textContent = `${file.name} could not be checked: ${error instanceof Error ? error.message : error}`;
    });
  }
}

async function verify(file: File, turn: number): Promise<void> {
  result.hidden = true;
  if (!globalThis.isSecureContext) {
    progress.textContent =
      'This browser checks signatures only on pages that come over https, or from this computer itself.';
    return;
  }
  progress.textContent = `Checking ${file.name} …`;
  const report = await verifyFile(file, { subject: file.name, newHash: () => sha256.create() });
  if (turn === latest) {
    progress.textContent = '';
    result.replaceChildren(showReport(report, knownKeys()));
    result.hidden = false;
    result.focus();
  }
}

function knownKeys(): string[] {
  return Array.from(document.querySelectorAll('[data-key]'), (key) => key.getAttribute('data-key') ?? '');
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) {
    throw new Error(`The page has no ${id}`);
  }
  return found;
}
