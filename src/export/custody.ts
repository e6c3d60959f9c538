import { z } from 'zod';
import type { ApiKey, CaptureState, Catalogue, HistoryItem, PostSummary } from '#catalogue/catalogue.ts';
import { type CaptureRequest, type Manifest, manifestSchema } from '#domain/capture.ts';
import type { Proof } from '#evidence/proof.ts';
import type { Storage } from '#storage/storage.ts';
import type { PlannedPost } from './plan.ts';

/** All that is known of a capture's custody. */
export interface CaptureCustody {
  state: CaptureState;
  manifest: Manifest;
  /** Also those who came after it was begun. */
  requests: CaptureRequest[];
  proof: Proof;
}

export interface PostCustody {
  post: PostSummary;
  /** The first first. */
  history: HistoryItem[];
  statements: StoredStatement[];
}

/** A signed decision about a post. */
export interface StoredStatement {
  sha256: string;
  body: Uint8Array;
  said: z.infer<typeof statementSchema>;
}

const statementSchema = z.looseObject({
  kind: z.string(),
  at: z.string(),
  by: z.string().nullable().default(null),
  reason: z.string().nullable().default(null),
  postId: z.string(),
  restricted: z.boolean().optional(),
  keyId: z.string().optional(),
});

export interface CustodyGround {
  catalogue: Pick<Catalogue, 'posts' | 'captures' | 'keys'>;
  storage: Storage;
  /** Null where there is no such manifest. */
  proofOf(capture: { captureId: string; manifestSha256: string }): Promise<Proof | null>;
}

/** Reads what is told of posts and captures, one at a time: an export may be of more than memory holds. */
export class Custody {
  readonly #ground: CustodyGround;
  #statements: Promise<Map<string, StoredStatement[]>> | null = null;
  #keys: Promise<ApiKey[]> | null = null;

  constructor(ground: CustodyGround) {
    this.#ground = ground;
  }

  async post({ postId }: PlannedPost): Promise<PostCustody> {
    const { catalogue, storage } = this.#ground;
    const post = await catalogue.posts.get(postId);
    if (post === null) {
      throw new Error(`the post ${postId} went while it was exported`);
    }
    this.#statements ??= readStatements(storage);
    const statements = await this.#statements;
    const ids = [post.postId, ...post.aliases];
    return {
      post,
      history: await readHistory(catalogue, post.postId),
      statements: ids.flatMap((id) => statements.get(id) ?? []),
    };
  }

  /** Null where its manifest is not held. */
  async capture(id: string): Promise<CaptureCustody | null> {
    const { catalogue, proofOf } = this.#ground;
    const state = await catalogue.captures.get(id);
    const manifestSha256 = state?.manifestSha256 ?? null;
    const proof = manifestSha256 === null ? null : await proofOf({ captureId: id, manifestSha256 });
    if (state === null || proof === null) {
      return null;
    }
    return {
      state,
      manifest: manifestSchema.parse(JSON.parse(new TextDecoder().decode(proof.manifest))),
      requests: await catalogue.captures.requests(id),
      proof,
    };
  }

  /** As people call them. */
  async callerName(id: string | null): Promise<string> {
    this.#keys ??= this.#ground.catalogue.keys.list();
    const key = (await this.#keys).find((candidate) => candidate.id === id);
    return key === undefined
      ? (wellKnown[id ?? ''] ?? id ?? 'not recorded')
      : `API key “${key.name}” (${key.id})`;
  }
}

const wellKnown: Record<string, string> = {
  'admin-key': 'the administrator’s key',
  control: 'a command on the archive’s own machine',
};

async function readHistory({ posts }: Pick<Catalogue, 'posts'>, postId: string): Promise<HistoryItem[]> {
  const items: HistoryItem[] = [];
  let cursor: string | null = null;
  do {
    const page: { items: HistoryItem[]; nextCursor: string | null } = await posts.history(postId, {
      limit: 100,
      cursor,
    });
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return items.reverse();
}

/** By post, the first first. What cannot be read is for `audit` to tell. */
async function readStatements(storage: Storage): Promise<Map<string, StoredStatement[]>> {
  const byPost = new Map<string, StoredStatement[]>();
  for await (const key of storage.listDocuments('statements/')) {
    const [, sha256] = /^statements\/([0-9a-f]{64})\.json$/.exec(key) ?? [];
    const body = sha256 === undefined ? null : await storage.getDocument(key);
    const said = body === null ? null : parseStatement(body);
    if (sha256 !== undefined && body !== null && said !== null) {
      byPost.set(said.postId, [...(byPost.get(said.postId) ?? []), { sha256, body, said }]);
    }
  }
  for (const statements of byPost.values()) {
    statements.sort((a, b) => (a.said.at < b.said.at ? -1 : 1));
  }
  return byPost;
}

function parseStatement(body: Uint8Array): z.infer<typeof statementSchema> | null {
  try {
    return statementSchema.safeParse(JSON.parse(new TextDecoder().decode(body))).data ?? null;
  } catch {
    return null;
  }
}
