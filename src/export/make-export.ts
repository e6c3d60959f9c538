import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { openBundle } from '#evidence/bundle.ts';
import { assertIntact, DamagedCaptureError } from './capture-files.ts';
import { Custody, type CustodyGround } from './custody.ts';
import type { ExportRequest, PlannedPost } from './plan.ts';
import { type BagGround, writeBag } from './write-bag.ts';

export interface ExportGround
  extends CustodyGround,
    Omit<BagGround, 'custody' | 'folder' | 'keys' | 'storage'> {
  listKeys(): Promise<BagGround['keys']>;
  /** Where an export is made before anybody gets it. */
  temporaryDir: string;
}

export interface ExportOrder {
  request: ExportRequest;
  plan: PlannedPost[];
  /** Of the file, without its ending. */
  name: string;
  format: 'wacz' | 'bag';
  /** The caller's id. */
  by: string | null;
}

export interface MadeExport extends AsyncDisposable {
  fileName: string;
  mediaType: string;
  bytes: number;
  read(): Readable;
}

/**
 * Makes the export whole, on disk, before its first byte is handed out: what is damaged or missing is said instead of a file that
 * breaks off. Rejects with `DamagedCaptureError`.
 */
export async function makeExport(
  order: ExportOrder,
  ground: ExportGround,
  signal: AbortSignal,
): Promise<MadeExport> {
  await using making = new AsyncDisposableStack();
  await mkdir(ground.temporaryDir, { recursive: true });
  const folder = await mkdtemp(join(ground.temporaryDir, 'export-'));
  making.defer(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'made');
  const bytes = await write(path, folder, order, ground, signal);
  const resources = making.move();
  return {
    fileName: `${order.name}.${order.format === 'wacz' ? 'wacz' : 'zip'}`,
    mediaType: order.format === 'wacz' ? 'application/wacz' : 'application/zip',
    bytes,
    read: () => createReadStream(path),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

async function write(
  path: string,
  folder: string,
  { format, plan, request, name, by }: ExportOrder,
  ground: ExportGround,
  signal: AbortSignal,
): Promise<number> {
  const custody = new Custody(ground);
  await using file = await open(path, 'wx');
  if (format === 'wacz') {
    const capture = await custody.capture(plan[0]?.captureIds[0] ?? '');
    const archive = capture?.manifest.artifacts.find(({ role }) => role === 'wacz');
    if (capture === null || archive === undefined) {
      throw new DamagedCaptureError(
        'the manifest of the capture is not in storage; audit tells what else is wrong',
      );
    }
    await assertIntact(ground.storage, archive, signal);
    const bundle = await openBundle(ground.storage, archive, capture.proof);
    await file.writeFile(bundle.read(), { signal });
  } else {
    const madeFor = await custody.callerName(by);
    const keys = await ground.listKeys();
    await writeBag(file, { request, plan, name, madeFor }, { ...ground, custody, folder, keys }, signal);
  }
  return (await file.stat()).size;
}
