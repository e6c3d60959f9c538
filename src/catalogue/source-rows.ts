import { type RawBuilder, sql } from 'kysely';
import type {
  ArrivalWork,
  ArticleMapping,
  Source,
  SourceArticle,
  SourceKind,
  SourceToPoll,
} from './catalogue.ts';
import type { Executor } from './database.ts';
import { isoOrNull } from './sql.ts';

export interface SourceRow {
  id: string;
  kind: SourceKind;
  name: string | null;
  createdAt: Date;
  by: string | null;
  url: string | null;
  secret: string | null;
  mapping: ArticleMapping | null;
  tags: string[];
  collection: string | null;
  existing: boolean;
  everySeconds: number | null;
  dueAt: Date | null;
  polledAt: Date | null;
  attempts: number;
  error: string | null;
  etag: string | null;
  lastModified: string | null;
  arrivedAt: Date | null;
}

/** The newest first, unless `order` says otherwise. */
export async function selectSources(
  db: Executor,
  { which, order = sql`created_at DESC, id DESC`, limit = 1000 }: Selection,
): Promise<SourceRow[]> {
  const { rows } = await sql<SourceRow>`
    SELECT * FROM sources WHERE ${which} ORDER BY ${order} LIMIT ${limit}`.execute(db);
  return rows;
}

interface Selection {
  which: RawBuilder<unknown>;
  order?: RawBuilder<unknown>;
  limit?: number;
}

export function toSource(row: SourceRow): Source {
  const { id, kind, name, by, url, mapping, tags, collection, existing, everySeconds, error } = row;
  return {
    ...{ id, kind, name, by, url, mapping, tags, collection, existing, everySeconds, error },
    sealedSecret: row.secret,
    createdAt: row.createdAt.toISOString(),
    polledAt: isoOrNull(row.polledAt),
    nextPollAt: isoOrNull(row.dueAt),
    arrivedAt: isoOrNull(row.arrivedAt),
  };
}

export function toSourceToPoll(row: SourceRow): SourceToPoll {
  const { etag, lastModified, attempts } = row;
  return { ...toSource(row), etag, lastModified, attempts };
}

export type ArticleRow = Omit<SourceArticle, 'seenAt' | 'changedAt' | 'withdrawnAt'> & {
  feedVersion: string | null;
  searchedAt: Date | null;
  seenAt: Date;
  changedAt: Date;
  withdrawnAt: Date | null;
};

export function toSourceArticle(row: ArticleRow): SourceArticle {
  const { key, url, title, version, submissionId, postIds, removed } = row;
  return {
    ...{ key, url, title, version, submissionId, postIds, removed },
    seenAt: row.seenAt.toISOString(),
    changedAt: row.changedAt.toISOString(),
    withdrawnAt: isoOrNull(row.withdrawnAt),
  };
}

export interface ArrivalRow extends Omit<ArrivalWork, 'source'> {
  sourceId: string;
}
