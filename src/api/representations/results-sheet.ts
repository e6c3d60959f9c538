import type { CaptureState, PostSummary, SubmissionState } from '#catalogue/catalogue.ts';
import { type Cell, writeSheet } from '#sheets/write-sheet.ts';
import type { CaptureRepresentation } from './capture.ts';

/** The names that auto-archiver's sheets have, so that results fit into sheets that people keep already; then ours. */
const columns = [
  ...['id', 'link', 'archive status', 'archive location', 'archive date', 'upload timestamp', 'upload title'],
  ...['text content', 'screenshot', 'thumbnail', 'hash', 'wacz', 'replaywebpage'],
  ...['original status', 'original link', 'author', 'post id', 'submission'],
] as const;

/** What became of one embed of a submission. */
export interface Result {
  post: PostSummary | null;
  /** The best one held. */
  capture: CaptureRepresentation | null;
}

export interface ResultRow {
  submission: SubmissionState;
  embed: SubmissionState['embeds'][number] | null;
  result: Result | null;
}

/** One row an embed, each with the id that its row in the given sheet had. */
export function resultsSheet(rows: readonly ResultRow[], baseUrl: string): string {
  return writeSheet(
    columns,
    rows.map((row) => cellsOf(row, baseUrl)),
  );
}

function cellsOf({ submission, embed, result }: ResultRow, baseUrl: string): Cell[] {
  const cells: Partial<Record<(typeof columns)[number], Cell>> = {
    id: submission.externalId,
    link: submission.url,
    'archive status': statusOf(submission, embed),
    submission: submission.id,
    ...(embed && { 'original link': embed.canonicalUrl, 'post id': embed.postId }),
    ...(result && cellsOfResult(result, baseUrl)),
  };
  return columns.map((column) => cells[column] ?? null);
}

function cellsOfResult({ post, capture }: Result, baseUrl: string): Partial<Record<string, Cell>> {
  const artifact = (role: CaptureState['artifacts'][number]['role']) =>
    capture?.artifacts.find((one) => one.role === role)?.href ?? null;
  const record = capture?.record ?? null;
  return {
    'archive location': post && capture ? `${baseUrl}/embed/${encodeURIComponent(post.postId)}` : null,
    'archive date': capture?.takenAt ?? null,
    'upload timestamp': record?.publishedAt ?? null,
    'upload title': record?.title ?? null,
    'text content': record?.text ?? null,
    screenshot: artifact('screenshot') ?? artifact('page-screenshot'),
    thumbnail: artifact('thumbnail'),
    hash: capture?.artifacts.find(({ role }) => role === 'manifest')?.sha256 ?? null,
    wacz: capture?.waczUrl ?? null,
    replaywebpage: capture?.replayUrl ?? null,
    'original status': post?.state ?? null,
    author: post?.author?.handle ?? post?.author?.name ?? null,
  };
}

/** In the words that auto-archiver's users know. */
function statusOf({ articleError, status }: SubmissionState, embed: ResultRow['embed']): string {
  if (articleError !== null) {
    return `Archive failed: ${articleError}`;
  }
  if (embed === null) {
    return status === 'done' ? 'nothing to archive' : 'Archive in progress';
  }
  switch (embed.captureStatus) {
    case null:
      return 'not asked for';
    case 'waiting':
    case 'running':
      return 'Archive in progress';
    case 'complete':
      return 'success';
    case 'partial':
      return 'success in part';
    case 'absent':
    case 'blocked':
    case 'failed':
      return `Archive failed: ${embed.captureStatus}`;
  }
}
