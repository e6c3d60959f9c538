import type { Check, CheckResult, Report } from '#evidence/verify/report.ts';
import { checkWords } from './check-words.ts';

const marks = { pass: 'Passed', fail: 'Failed', absent: 'Not there' } satisfies Record<CheckResult, string>;
const signs = { pass: '✓', fail: '✕', absent: '–' } satisfies Record<CheckResult, string>;
/** Of one kind, shown without a click. */
const shownAtOnce = 2;

/** What was found, the verdict first. `knownKeys` are those that this archive publishes. */
export function showReport(report: Report, knownKeys: string[]): HTMLElement {
  return make('div', 'sheet', [
    showVerdict(report, knownKeys),
    make('h3', '', [report.subject]),
    showFacts(report, knownKeys),
    make('p', 'quiet', [
      `Checked on ${time(new Date().toISOString())}, in the browser, from the file alone.`,
    ]),
    make('h2', '', ['What was checked']),
    ...showChecks(report, knownKeys),
  ]);
}

function showVerdict(report: Report, knownKeys: string[]): HTMLElement {
  const { result, title, text } = verdictOf(report, knownKeys);
  const blamed = [...new Set(blamedIn(report))];
  const list = blamed.map((path) => make('li', '', [make('code', '', [path])]));
  return make('div', `verdict ${result}`, [
    make('span', 'sign', [signs[result]], { 'aria-hidden': 'true' }),
    make('div', '', [
      make('h2', '', [title]),
      make('p', '', [text]),
      ...(list.length === 0 ? [] : [make('ul', '', list)]),
    ]),
  ]);
}

function verdictOf(
  report: Report,
  knownKeys: string[],
): { result: CheckResult; title: string; text: string } {
  if (!report.ok) {
    return { result: 'fail', title: 'Not intact', text: 'Damaged, or changed after it was made:' };
  }
  const signers = signersIn(report);
  if (signers.length === 0) {
    const text = 'Nothing in it says who made it, nor when: it carries no signature that could be checked.';
    return { result: 'absent', title: 'Whole, but not signed', text };
  }
  if (holdsUnsigned(report)) {
    const text = 'Of the captures in it, some carry no signature that could be checked.';
    return { result: 'absent', title: 'Whole, but not all of it is signed', text };
  }
  const isKnown = signers.every((keyId) => knownKeys.includes(keyId));
  return isKnown
    ? { result: 'pass', title: 'Intact', text: 'Every byte is as it was signed, by a key of this archive.' }
    : {
        ...{ result: 'absent', title: 'Intact, signed with a key that is not of this archive' },
        text: 'Every byte is as it was signed. Whose key that is has to be found out in another way.',
      };
}

function signersIn({ signedBy, contained }: Report): string[] {
  return [...(signedBy === null ? [] : [signedBy.keyId]), ...contained.flatMap(signersIn)];
}

function holdsUnsigned({ capture, signedBy, contained }: Report): boolean {
  return (capture !== null && signedBy === null) || contained.some(holdsUnsigned);
}

function blamedIn({ checks, contained }: Report, prefix = ''): string[] {
  return [
    ...checks.flatMap(({ result, path }) => (result === 'fail' ? [`${prefix}${path ?? 'the file'}`] : [])),
    ...contained.flatMap((inner) => blamedIn(inner, `${prefix}${inner.subject.replace(/\/?$/, '/')}`)),
  ];
}

function showFacts({ capture, signedBy, timestamps }: Report, knownKeys: string[]): HTMLElement {
  const facts: [string, string | HTMLElement][] = [];
  if (capture !== null) {
    facts.push(
      ['Captured', link(capture.canonicalUrl)],
      ['When', `${time(capture.takenAt)} (${capture.outcome})`],
      ['Capture', make('code', '', [capture.captureId])],
      ['Manifest', make('code', '', [`sha256:${capture.manifestSha256}`])],
    );
  }
  if (signedBy !== null) {
    const known = knownKeys.includes(signedBy.keyId) ? ', of this archive' : ', not of this archive';
    facts.push(['Signed by', make('span', '', ['key ', make('code', '', [signedBy.keyId]), known])]);
  }
  for (const { at, authority } of timestamps) {
    facts.push(['Existed on', `${time(at)}, says ${authority}`]);
  }
  return make(
    'dl',
    'facts',
    facts.flatMap(([term, value]) => [make('dt', '', [term]), make('dd', '', [value])]),
  );
}

function showChecks({ checks, contained, capture }: Report, knownKeys: string[]): HTMLElement[] {
  const isNew = (inner: Report) => inner.capture !== null && inner.capture.captureId !== capture?.captureId;

  const groups = [...Map.groupBy(checks, ({ name }) => name)];
  return [
    make(
      'ul',
      'checks',
      groups.map(([name, group]) => showGroup(name, group)),
    ),
    ...contained.flatMap((inner) => [
      make('h3', '', [inner.subject]),
      ...(isNew(inner) ? [showFacts(inner, knownKeys)] : []),
      ...showChecks(inner, knownKeys),
    ]),
  ];
}

function showGroup(name: string, group: Check[]): HTMLElement {
  const failed = group.filter(({ result }) => result === 'fail');
  const passed = group.some(({ result }) => result === 'pass');
  const result = failed.length > 0 ? 'fail' : passed ? 'pass' : 'absent';
  const others = group.filter((check) => !failed.includes(check));
  const shown = others.length > shownAtOnce ? [] : others;
  const folded = others.length > shownAtOnce ? others : [];
  return make('li', '', [
    make('span', `mark ${result}`, [marks[result]]),
    make('div', '', [
      checkWords[name] ?? name,
      make('div', 'detail', [
        ...[...failed, ...shown].map((check) => make('p', '', [sentence(check)])),
        ...(folded.length === 0
          ? []
          : [
              make('details', '', [
                make('summary', '', [
                  shown.length + failed.length === 0 ? `${folded.length} in all` : `${folded.length} more`,
                ]),
                make(
                  'ul',
                  '',
                  folded.map((check) => make('li', '', [sentence(check)])),
                ),
              ]),
            ]),
      ]),
    ]),
  ]);
}

function sentence({ path, detail }: Check): HTMLElement {
  return path === null
    ? make('span', '', [detail])
    : make('span', '', [make('code', '', [path]), ` ${detail}`]);
}

function time(at: string): string {
  const text = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'medium', timeZone: 'UTC' });
  return Number.isNaN(Date.parse(at)) ? at : `${text.format(new Date(at))} UTC`;
}

/** What an archive names may lead anywhere: only http and https are made links. */
function link(url: string): HTMLElement {
  return /^https?:\/\//.test(url)
    ? make('a', '', [url], { href: url, rel: 'noopener noreferrer nofollow' })
    : make('span', '', [url]);
}

/** Text stays text, whatever is in it. */
function make(
  tag: string,
  className: string,
  children: (string | HTMLElement)[],
  attributes: Record<string, string> = {},
): HTMLElement {
  const made = document.createElement(tag);
  if (className !== '') {
    made.className = className;
  }
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}
