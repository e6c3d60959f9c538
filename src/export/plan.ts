import type { CaptureState, Catalogue, PostSummary } from '#catalogue/catalogue.ts';

/** What somebody asked to be exported. */
export interface ExportRequest {
  /** Posts by any id or URL of theirs, captures by their ids. */
  items: string[];
  tag: string | null;
  collection: string | null;
}

/** Which captures of which posts, in the order in which they were named or archived. */
export interface PlannedPost {
  postId: string;
  captureIds: string[];
}

/** One of the items is neither a post nor a finished capture here. */
export class NothingSuchError extends Error {
  override readonly name = 'NothingSuchError';
}

export interface PlanGround {
  catalogue: Pick<Catalogue, 'posts' | 'captures'>;
  findPost(idOrUrl: string): Promise<PostSummary | null>;
}

/** A post with all its captures, each once. Rejects with `NothingSuchError`. */
export async function planExport(request: ExportRequest, ground: PlanGround): Promise<PlannedPost[]> {
  const plan = new Map<string, Set<string>>();
  const add = (postId: string, captureIds: string[]) => {
    const held = plan.get(postId) ?? new Set();
    plan.set(postId, held);
    for (const id of captureIds) {
      held.add(id);
    }
  };
  for (const item of request.items) {
    const { postId, captureIds } = await find(item, ground);
    add(postId, captureIds);
  }
  if (request.tag !== null || request.collection !== null) {
    for await (const post of marked(request, ground)) {
      add(post.postId, idsOf(post));
    }
  }
  return [...plan].map(([postId, captureIds]) => ({ postId, captureIds: [...captureIds] }));
}

async function find(item: string, { catalogue, findPost }: PlanGround): Promise<PlannedPost> {
  const post = await findPost(item);
  if (post !== null) {
    return { postId: post.postId, captureIds: idsOf(post) };
  }
  const capture: CaptureState | null = await catalogue.captures.get(item);
  if (capture === null || capture.manifestSha256 === null) {
    throw new NothingSuchError(`${item}: no such post or finished capture is held here`);
  }
  return { postId: capture.postId, captureIds: [capture.id] };
}

const pageSize = 100;

async function* marked(
  { tag, collection }: ExportRequest,
  { catalogue }: PlanGround,
): AsyncGenerator<PostSummary> {
  const query = { ...(tag !== null && { tag }), ...(collection !== null && { collection }) };
  let cursor: string | null = null;
  do {
    const page: { items: PostSummary[]; nextCursor: string | null } = await catalogue.posts.search(query, {
      limit: pageSize,
      cursor,
    });
    yield* page.items;
    cursor = page.nextCursor;
  } while (cursor !== null);
}

function idsOf({ captures }: PostSummary): string[] {
  return captures.map(({ id }) => id);
}
