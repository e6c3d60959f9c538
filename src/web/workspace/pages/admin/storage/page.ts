import { html, type Markup } from '#card/html.ts';
import type {
  AuditTurn,
  FoundDamage,
  Page as ListPage,
  PostLine,
  ReplicaState,
} from '#catalogue/catalogue.ts';
import type { Purge } from '#domain/purge.ts';
import type { PublishedKey } from '#evidence/keys/published-keys.ts';
import type { LogState } from '#evidence/notary.ts';
import type { Page } from '../../../shell.ts';
import { renderAudit, renderDamage } from './audit.ts';
import { renderHidden, renderPurged } from './hidden.ts';
import { renderLog } from './log.ts';

export interface StorageState {
  /** Where in the lists the viewer is. */
  asked: { restricted: string | null; purged: string | null };
  turn: AuditTurn;
  damage: readonly FoundDamage[];
  /** Null where there is none. */
  replica: ReplicaState | null;
  log: LogState;
  signingKeys: readonly (PublishedKey & { current: boolean })[];
  restricted: ListPage<PostLine> & { count: number; isBounded: boolean };
  purged: ListPage<{ sha256: string; purge: Purge; isDone: boolean }>;
  /** Of those who decided something, by the id of their key. */
  names: ReadonlyMap<string, string>;
}

export interface StorageGround {
  now: Date;
  at: (path: string) => string;
}

export function storagePage(state: StorageState, ground: StorageGround): Page {
  const body: Markup = html`<h1>Storage</h1>
<p class="lead">Everything that is held is read back and compared with its hash, again and again.</p>
${renderAudit(state, ground)}
<h2 id="damage">Damage</h2>
${renderDamage(state, ground)}
<h2 id="log">The log</h2>
${renderLog(state, ground)}
<h2 id="restricted">Restricted posts</h2>
${renderHidden(state, ground)}
<h2 id="purged">Purged posts</h2>
${renderPurged(state, ground)}`;
  return { title: 'Storage', body };
}
