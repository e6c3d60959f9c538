import type { Exchange, PageArchiveInput } from './exchange.ts';

type Fields = [name: string, value: string][];

/** What the file says of itself. */
export function warcinfoFields({ software, captureId, notes }: PageArchiveInput): Fields {
  return [
    ['software', software],
    ['format', 'WARC File Format 1.1'],
    ['conformsTo', 'https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/'],
    ['isPartOf', captureId],
    [
      'description',
      'What a browser received while a post was shown. Bodies are decoded: their encodings are in x-orig-* headers. ' +
        'Cookies and authorization are left out. X-Obtained-By: gateway marks what was fetched once more, beside the browser.',
    ],
    ['set-cookies-dropped', `${notes.setCookiesDropped}`],
    ['service-workers', notes.serviceWorkersBlocked ? 'blocked' : 'allowed'],
  ];
}

/** What is not in the archive, though the page asked for it. */
export function notesFields({ notes }: PageArchiveInput, unwritable: Exchange[]): Fields {
  return [
    ['set-cookies-dropped', `${notes.setCookiesDropped}`],
    ['service-workers', notes.serviceWorkersBlocked ? 'blocked' : 'allowed'],
    ...notes.webSockets.map((url): [string, string] => ['web-socket', url]),
    ...notes.refused.map(({ url, reason }): [string, string] => ['refused', `${url} ${reason}`]),
    ...unwritable.map(({ url, method, status }): [string, string] => [
      'left-out',
      `${url.slice(0, 2000)} ${method} ${status}: not an exchange that HTTP can say`,
    ]),
    ...notes.other.map((note): [string, string] => ['note', note]),
  ];
}
