import { first } from './0001-first.ts';
import { proof } from './0002-proof.ts';
import { replays } from './0003-replays.ts';
import { custody } from './0004-custody.ts';
import { submittedBy } from './0005-submitted-by.ts';
import { webhooks } from './0006-webhooks.ts';
import { watches } from './0007-watches.ts';
import { cardPictures } from './0008-card-pictures.ts';
import { sessions } from './0009-sessions.ts';
import { collections } from './0010-collections.ts';
import { reports } from './0011-reports.ts';
import { sources } from './0012-sources.ts';
import { recoveries } from './0013-recoveries.ts';
import { sheets } from './0014-sheets.ts';
import { oversight } from './0015-oversight.ts';
import { secondCopies } from './0016-second-copies.ts';
import { collectionWatches } from './0017-collection-watches.ts';
import { quotas } from './0018-quotas.ts';
import { replica } from './0019-replica.ts';
import type { Migration } from './migration.ts';

/** In order. One that was released is never changed. */
export const migrations: readonly Migration[] = [
  first,
  proof,
  replays,
  custody,
  submittedBy,
  webhooks,
  watches,
  cardPictures,
  sessions,
  collections,
  reports,
  sources,
  recoveries,
  sheets,
  oversight,
  secondCopies,
  collectionWatches,
  quotas,
  replica,
];
