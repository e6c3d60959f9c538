/** What a column of a sheet may be called, in lower case without marks and doubled blanks; the first name is ours. */
const names = {
  link: [
    ...['link', 'links', 'url', 'urls', 'uri', 'permalink', 'address', 'web address', 'source', 'source url'],
    ...['post', 'post url', 'post link', 'tweet', 'tweet url', 'tweet link', 'video url', 'original url'],
    ...['lien', 'liens', 'adresse', 'enlace', 'enlaces', 'vinculo', 'посилання', 'ссылка', 'رابط', 'الرابط'],
  ],
  id: [
    ...[
      'id',
      'external id',
      'externalid',
      'row id',
      'item id',
      'entry id',
      'case id',
      'incident id',
      'uid',
      'uuid',
    ],
    ...['key', 'ref', 'reference', 'code', 'identifier', 'identifiant', 'identificador'],
  ],
  tags: ['tags', 'tag', 'labels', 'keywords', 'etiquettes', 'etiquetas'],
  collection: ['collection', 'destination folder', 'folder'],
  note: ['note', 'notes', 'comment', 'comments', 'description', 'remarques', 'notas'],
} as const;
export type ColumnName = keyof typeof names;

/** Where in a heading row each column stands. The earlier name wins where two columns could be one. */
export function columnsOf(headings: readonly string[]): Partial<Record<ColumnName, number>> {
  const given = headings.map(plain);
  const found: Partial<Record<ColumnName, number>> = {};
  for (const column of Object.keys(names) as ColumnName[]) {
    const name = names[column].find((known) => given.includes(known));
    if (name !== undefined) {
      found[column] = given.indexOf(name);
    }
  }
  return found;
}

function plain(heading: string): string {
  return heading
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/([\p{Ll}])(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .replace(/[\s_\-:.*#]+/gu, ' ')
    .trim();
}
