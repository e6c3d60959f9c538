import { type FileHandle, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '#domain/clock.ts';
import { readPurged } from '#evidence/purges.ts';
import type { Storage } from '#storage/storage.ts';
import { Bag } from './bag.ts';
import { addCapture, DamagedCaptureError } from './capture-files.ts';
import type { Custody, PostCustody } from './custody.ts';
import type { ExportRequest, PlannedPost } from './plan.ts';
import { renderCapture, renderPurgedCapture } from './report/capture.ts';
import { type ReportFacts, renderBeginning, renderEnd } from './report/page.ts';
import { renderPost } from './report/post.ts';
import { smallPicture } from './small-picture.ts';

export interface BagGround {
  storage: Storage;
  custody: Custody;
  clock: Clock;
  /** e.g. `embed-archiver/0.1.0` */
  software: string;
  organization: string | null;
  logOrigin: string;
  keys: ReportFacts['keys'];
  /** Null where there is no browser to print with. */
  print: (html: string, signal: AbortSignal) => Promise<Uint8Array | null>;
  /** A folder of this export alone. */
  folder: string;
}

export interface BagRequest {
  request: ExportRequest;
  plan: PlannedPost[];
  /** Of the folder that the ZIP unpacks to. */
  name: string;
  /** As people call the caller. */
  madeFor: string;
}

/** A browser lays out a page as a whole; a report of more captures than that is not printed. */
const mostPrintedCaptures = 300;
const instructions = join(import.meta.dirname, '../../docs/verify-by-hand.md');

/** Captures with their proof and a report of their custody, as a bag in a ZIP. Memory stays flat whatever they weigh. */
export async function writeBag(
  file: FileHandle,
  { request, plan, name, madeFor }: BagRequest,
  ground: BagGround,
  signal: AbortSignal,
): Promise<void> {
  const madeAt = ground.clock.now().toISOString();
  const bag = new Bag(file, name);
  await using sections = await open(join(ground.folder, 'sections.html'), 'w+');
  const posts = await addPosts(bag, plan, sections, ground, signal);
  const captures = plan.reduce((total, { captureIds }) => total + captureIds.length, 0);
  const byHand = await readFile(instructions).catch(() => null);
  if (byHand !== null) {
    await bag.add('verify-by-hand.md', { maxBytes: byHand.length, chunks: [byHand] }, signal);
  }
  const facts: ReportFacts = {
    ...{ madeAt, madeFor, request, posts, captures },
    ...{ software: ground.software, organization: ground.organization },
    files: bag.payload.length,
    bytes: bag.payload.reduce((total, { bytes }) => total + bytes, 0),
    ...{ logOrigin: ground.logOrigin, keys: ground.keys },
    hasPdf: captures <= mostPrintedCaptures,
    hasInstructions: byHand !== null,
  };
  const printed = facts.hasPdf
    ? await ground.print(await collected(reportOf(facts, sections)), signal)
    : null;
  const report = { ...facts, hasPdf: printed !== null };
  const { size } = await sections.stat();
  await bag.add(
    'report.html',
    { maxBytes: size + maxSurroundings, chunks: reportOf(report, sections) },
    signal,
  );
  if (printed !== null) {
    await bag.add('report.pdf', { maxBytes: printed.byteLength, chunks: [printed] }, signal);
  }
  await bag.finish([
    ['Source-Organization', ground.organization ?? 'not stated'],
    ['Bagging-Date', madeAt.slice(0, 10)],
    ['Bag-Software-Agent', ground.software],
    ['External-Description', `Archived posts with their proof; data/report.html is the chain of custody`],
    ...plan.map(({ postId }): [string, string] => ['External-Identifier', postId]),
  ]);
}

/** What stands round the sections of a report; the list of its posts is the most of it. */
const maxSurroundings = 100_000_000;

/** Files of every capture, and what the report says of each. */
async function addPosts(
  bag: Bag,
  plan: PlannedPost[],
  sections: FileHandle,
  { storage, custody }: BagGround,
  signal: AbortSignal,
): Promise<ReportFacts['posts']> {
  const purged = await readPurged(storage);
  const callerName = (id: string | null) => custody.callerName(id);
  const posts: ReportFacts['posts'] = [];
  for (const planned of plan) {
    const post = await custody.post(planned);
    posts.push({ postId: post.post.postId, title: titleOf(post) });
    await sections.appendFile(String(await renderPost(post, callerName)));
    for (const { sha256, body } of post.statements) {
      const chunks = [body];
      await bag.add(`statements/${sha256}.json`, { maxBytes: body.byteLength, chunks }, signal);
    }
    for (const id of planned.captureIds) {
      signal.throwIfAborted();
      const capture = await custody.capture(id);
      if (capture === null) {
        assertPurged(id, post);
        await sections.appendFile(String(renderPurgedCapture(id)));
        continue;
      }
      await addCapture(bag, capture, { storage, purged: purged.objects, signal });
      const picture = await smallPicture(storage, capture.manifest.artifacts);
      const section = await renderCapture({ custody: capture, picture, purged: purged.objects, callerName });
      await sections.appendFile(String(section));
    }
    await sections.appendFile('</section>\n');
  }
  return posts;
}

/** A manifest may be gone only by a signed statement. */
function assertPurged(captureId: string, { statements }: PostCustody): void {
  if (!statements.some(({ said }) => said.kind === 'purge')) {
    throw new DamagedCaptureError(
      `the manifest of the capture ${captureId} is not in storage; audit tells what else is wrong`,
    );
  }
}

function titleOf({ post }: PostCustody): string {
  const author = post.author?.name ?? post.author?.handle ?? post.quotation?.authorName ?? null;
  const words = (post.text ?? post.quotation?.text ?? post.canonicalUrl).replace(/\s+/g, ' ').trim();
  const short = [...words].length > 70 ? `${[...words].slice(0, 69).join('')}…` : words;
  return author === null ? short : `${author}: ${short}`;
}

async function* reportOf(facts: ReportFacts, sections: FileHandle): AsyncGenerator<Uint8Array> {
  yield Buffer.from(String(renderBeginning(facts)));
  yield* sections.createReadStream({ start: 0, autoClose: false });
  yield Buffer.from(String(renderEnd(facts)));
}

async function collected(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  return Buffer.concat(await Array.fromAsync(chunks)).toString('utf8');
}
