import { first } from './0001-first.ts';

/** In order. One that was released is never changed. */
export const migrations: readonly { name: string; sql: string }[] = [first];
