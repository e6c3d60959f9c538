import { diffArrays } from 'diff';

/** A stretch of text that both hold, or only the one before, or only the one after. */
export interface WordChange {
  kind: 'same' | 'removed' | 'inserted';
  text: string;
}

const segmenter = new Intl.Segmenter('und', { granularity: 'word' });
/** Texts that differ in more words have little in common, and comparing them takes too long. */
const mostChanges = 2000;

/**
 * What became of a text, word by word in any script. Without what was inserted it is the text before, without what was
 * removed the text after. Equal texts are one stretch, two empty ones none.
 */
export function wordDiff(before: string, after: string): WordChange[] {
  const changes = diffArrays(wordsOf(before), wordsOf(after), { maxEditLength: mostChanges });
  if (changes === undefined) {
    return joined([change('removed', before), change('inserted', after)]);
  }
  const kindOf = ({ added, removed }: (typeof changes)[number]) =>
    added ? 'inserted' : removed ? 'removed' : 'same';
  return joined(changes.map((part) => change(kindOf(part), part.value.join(''))));
}

function change(kind: WordChange['kind'], text: string): WordChange {
  return { kind, text };
}

function wordsOf(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** Where whole passages changed, the blanks that stayed between their words belong to them: two stretches, not one a word. */
function joined(changes: readonly WordChange[]): WordChange[] {
  const stretches: WordChange[] = [];
  let removed = '';
  let inserted = '';
  const end = () => {
    stretches.push(change('removed', removed), change('inserted', inserted));
    removed = '';
    inserted = '';
  };
  changes.forEach(({ kind, text }, place) => {
    const isBetweenChanges = kind === 'same' && place > 0 && place < changes.length - 1;
    if (kind === 'same' && !(isBetweenChanges && text.trim() === '' && removed !== '' && inserted !== '')) {
      end();
      stretches.push(change('same', text));
      return;
    }
    removed += kind === 'inserted' ? '' : text;
    inserted += kind === 'removed' ? '' : text;
  });
  end();
  return stretches.filter(({ text }) => text !== '');
}
