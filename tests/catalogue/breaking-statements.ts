/**
 * The parts of a migration that take away or narrow what software from before it relies on. By the words: a migration that does it
 * in a way that these patterns do not know is for its reviewer to see.
 */
export function breakingStatements(sql: string): string[] {
  const statements = sql
    .replace(/--.*$/gm, '')
    .split(';')
    .map((statement) => statement.trim())
    .filter(Boolean);
  const made = new Set(statements.flatMap((statement) => /^CREATE TABLE (\w+)/i.exec(statement)?.[1] ?? []));
  return statements.flatMap((statement) => {
    const table = tableOf(statement);
    // Nobody before it knows a table that it makes itself.
    return table !== null && made.has(table) ? [] : breakingParts(statement);
  });
}

const takesAway = [
  /^DROP (?!INDEX)/i,
  /^TRUNCATE/i,
  /^ALTER TABLE \S+ RENAME/i,
  /^CREATE UNIQUE INDEX/i,
  /^(?:ALTER|CREATE(?: OR REPLACE)?) (?:TYPE|DOMAIN|TRIGGER|RULE)/i,
];
const narrows = [
  /^(?:DROP|RENAME)\b/i,
  /^ALTER COLUMN \w+ (?:SET NOT NULL|DROP DEFAULT|(?:SET DATA )?TYPE)/i,
  /^ADD (?:CONSTRAINT|UNIQUE|CHECK|PRIMARY|FOREIGN|EXCLUDE)/i,
];

function breakingParts(statement: string): string[] {
  if (takesAway.some((pattern) => pattern.test(statement))) {
    return [statement];
  }
  const changes = /^ALTER TABLE (?:IF EXISTS )?(?:ONLY )?\S+\s+(.*)$/is.exec(statement)?.[1];
  return changes === undefined ? [] : atTopLevel(changes).filter(isNarrowing);
}

function isNarrowing(change: string): boolean {
  const addsColumn = /^ADD (?:COLUMN )?(?!CONSTRAINT)/i.test(change);
  const demands =
    /\bNOT NULL\b/i.test(change) && !/\bDEFAULT\b|\bGENERATED\b/i.test(change)
      ? true
      : /\b(?:UNIQUE|CHECK|PRIMARY KEY)\b/i.test(change);
  return narrows.some((pattern) => pattern.test(change)) || (addsColumn && demands);
}

function tableOf(statement: string): string | null {
  const named = /^(?:ALTER TABLE (?:IF EXISTS )?(?:ONLY )?|CREATE UNIQUE INDEX \w+ ON )(\w+)/i.exec(
    statement,
  );
  return named?.[1] ?? null;
}

/** By the commas that stand in no brackets. */
function atTopLevel(changes: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of changes) {
    depth += character === '(' ? 1 : character === ')' ? -1 : 0;
    if (character === ',' && depth === 0) {
      parts.push('');
    } else {
      parts.push(`${parts.pop() ?? ''}${character}`);
    }
  }
  return parts.map((part) => part.trim());
}
