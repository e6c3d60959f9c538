import { first } from './0001-first.ts';
import { proof } from './0002-proof.ts';
import { replays } from './0003-replays.ts';
import { custody } from './0004-custody.ts';
import { submittedBy } from './0005-submitted-by.ts';

/** In order. One that was released is never changed. */
export const migrations: readonly { name: string; sql: string }[] = [
  first,
  proof,
  replays,
  custody,
  submittedBy,
];
