import { sql, type Transaction } from 'kysely';
import type { CollectionValues } from './catalogue.ts';
import type { CollectionFact } from './facts.ts';
import { refreshPosts } from './refresh-posts.ts';
import type { Schema } from './schema.ts';
import { jsonb, storable } from './sql.ts';

/** As it is read back from storage; the posts that a deletion concerns may be known already. */
export async function putCollectionChange(tx: Transaction<Schema>, fact: CollectionFact): Promise<void> {
  await insertCollectionChange(tx, fact);
  await refreshCollection(tx, fact);
  if (fact.kind === 'deleted') {
    const { rows } = await sql<{ id: string }>`
      SELECT id FROM posts WHERE collection = ${storable(fact.name)} AND merged_into IS NULL ORDER BY id FOR UPDATE`.execute(
      tx,
    );
    await refreshPosts(
      tx,
      rows.map(({ id }) => id),
    );
  }
}

export async function insertCollectionChange(tx: Transaction<Schema>, fact: CollectionFact): Promise<void> {
  await sql`
    INSERT INTO collection_changes (id, name, at, by, kind, "values")
    VALUES (${fact.id}, ${storable(fact.name)}, ${new Date(fact.at)}, ${storable(fact.by)}, ${fact.kind},
            ${jsonb(fact.values)})
    ON CONFLICT (id) DO NOTHING`.execute(tx);
}

/** Makes of all that was said, with this, what the collection is now. */
export async function refreshCollection(tx: Transaction<Schema>, fact: CollectionFact): Promise<void> {
  const name = storable(fact.name);
  await writeCollection(tx, name);
  if (fact.values.watchEverySeconds !== undefined) {
    await forgetPlans(tx, name);
  }
}

async function writeCollection(tx: Transaction<Schema>, name: string): Promise<void> {
  const { rows } = await sql<{ at: Date; kind: CollectionFact['kind']; values: CollectionValues }>`
    SELECT at, kind, "values" FROM collection_changes WHERE name = ${name} ORDER BY at, id`.execute(tx);
  const last = rows.findLastIndex(({ kind }) => kind === 'deleted');
  const said = rows.slice(last + 1);
  const [first] = said;
  if (first === undefined) {
    await sql`DELETE FROM collections WHERE name = ${name}`.execute(tx);
    return;
  }
  const values: CollectionValues = Object.assign({}, ...said.map((change) => change.values));
  await sql`
    INSERT INTO collections (name, title, description, public, restricted, watch_every_seconds, created_at)
    VALUES (${name}, ${values.title ?? null}, ${values.description ?? null}, ${values.public ?? false},
            ${values.restricted ?? false}, ${values.watchEverySeconds ?? null}, ${first.at})
    ON CONFLICT (name) DO UPDATE SET title = excluded.title, description = excluded.description,
      public = excluded.public, restricted = excluded.restricted,
      watch_every_seconds = excluded.watch_every_seconds, created_at = excluded.created_at`.execute(tx);
}

/** What is planned for its posts rests on how often they were to be looked at. */
async function forgetPlans(tx: Transaction<Schema>, name: string): Promise<void> {
  await sql`
    UPDATE posts SET watch_next_at = NULL WHERE id IN (
      SELECT id FROM posts WHERE collection = ${name} AND watch AND merged_into IS NULL ORDER BY id FOR UPDATE)`.execute(
    tx,
  );
}
