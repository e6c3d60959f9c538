import {
  entryText,
  type LogEntry,
  type LogEntryKind,
  logKeys,
  type TilePlace,
  tilePath,
  tilesAt,
  tileWidth,
} from '#domain/log.ts';
import { type Leaf, leafOf, Peaks, rootOfLeaves } from '#domain/log-tree.ts';
import type { AuditGround, Damage } from './ground.ts';
import { type AuditedCheckpoint, listTiles, readCheckpoints, readTile, type TileFile } from './log-files.ts';

/**
 * The log's tree and checkpoints, read whole: every hash is computed again from the entries. Where two files of one place
 * disagree, the other files that tell of it, the tile above and the signed roots say which of them changed.
 */
export async function checkLog(ground: AuditGround): Promise<Damage[]> {
  const audit = new LogAudit(ground);
  await audit.run();
  return audit.damage;
}

const fullHeight = 8;

class LogAudit {
  readonly damage: Damage[] = [];
  readonly #ground: AuditGround;
  #checkpoints: AuditedCheckpoint[] = [];
  #places = new Map<TilePlace['level'], Map<number, TilePlace[]>>();
  /** The hashes of each level from 1 on, as they should be, as far as they are known. */
  readonly #levels: string[][] = [];
  /** Full tiles so far; null once one could not be told. */
  #before: Peaks | null = new Peaks();

  constructor(ground: AuditGround) {
    this.#ground = ground;
  }

  async run(): Promise<void> {
    this.#checkpoints = await readCheckpoints(this.#ground, this.damage);
    const places = await listTiles(this.#ground);
    for (const place of places) {
      const level = this.#places.get(place.level) ?? new Map<number, TilePlace[]>();
      this.#places.set(place.level, level.set(place.index, [...(level.get(place.index) ?? []), place]));
    }
    this.#expectPlaces(places);
    const held = await heldManifests(this.#ground);
    const tiles = places.reduce(
      (most, { level, index }) => (level === 0 ? Math.max(most, index + 1) : most),
      0,
    );
    for (let index = 0; index < tiles; index += 1) {
      const entries = await this.#checkLeaves(index);
      await this.#checkNamed(entries, held);
    }
    for (let level = 1; this.#places.has(level); level += 1) {
      await this.#checkLevel(level);
    }
  }

  /** Every tile that a signed size needs is there. */
  #expectPlaces(places: readonly TilePlace[]): void {
    const present = new Set(places.map(tilePath));
    const sizes = this.#checkpoints.filter(({ signed }) => signed).map(({ size }) => size);
    const missing = new Set<string>();
    for (const [at, size] of sizes.entries()) {
      for (const level of ['entries', 0, 1, 2, 3, 4] as const) {
        for (const place of tilesAt(level, size, sizes[at - 1] ?? 0)) {
          missing.add(tilePath(place));
        }
      }
    }
    for (const path of [...missing].filter((path) => !present.has(path))) {
      this.damage.push({ key: logKeys.tile(path), problem: 'is missing; a checkpoint needs it' });
    }
  }

  /** Entry bundles and leaf tiles of one index. Resolves to the entries that are right. */
  async #checkLeaves(index: number): Promise<LogEntry[]> {
    const files: TileFile[] = [];
    for (const place of [...this.#placesAt('entries', index), ...this.#placesAt(0, index)]) {
      const file = await readTile(place, this.#ground, this.damage);
      if (file?.hashes) {
        files.push(file);
      }
    }
    const leaves = await this.#agree(index, files);
    for (const file of files) {
      if (differs(file, leaves)) {
        this.#blame(file.key, 'has other entries than the log that was signed');
      }
    }
    this.#checkRoots(index, leaves);
    const root = leaves.length === tileWidth ? rootOfLeaves(leaves) : await this.#above(index);
    this.#before = root === null ? null : (this.#before?.add(root, fullHeight) ?? null);
    if (root !== null) {
      this.#put(1, index, root);
    }
    return (
      files.find((file) => file.entries && file.width === leaves.length && !differs(file, leaves))?.entries ??
      []
    );
  }

  /** The leaves that the files tell of, where they differ those that most of them, or the signed roots, speak for. */
  async #agree(index: number, files: readonly TileFile[]): Promise<Leaf[]> {
    const candidates = files
      .flatMap(({ hashes }) => (hashes === null ? [] : [hashes]))
      .toSorted((a, b) => b.length - a.length);
    const widest = candidates[0] ?? [];
    if (candidates.every((hashes) => startsWith(widest, hashes))) {
      return widest;
    }
    const above = await this.#above(index);
    const whole = candidates.filter(({ length }) => length === widest.length);
    return (
      whole.find((leaves) => above !== null && rootOfLeaves(leaves) === above) ??
      whole.find((leaves) => this.#isSigned(index, leaves)) ??
      majority(candidates, await this.#held())
    );
  }

  /** The leaves of all that is there to be named: an entry that has turned over names nothing. */
  async #held(): Promise<Set<Leaf>> {
    const leaves = new Set<Leaf>();
    const hold = (kind: LogEntryKind, sha256: string) => leaves.add(leafOf(entryText({ kind, sha256 })));
    for await (const sha256 of manifestsIn(this.#ground)) {
      hold('manifest', sha256);
    }
    for (const sha256 of this.#ground.purged.manifests) {
      hold('manifest', sha256);
    }
    for await (const key of this.#ground.storage.listDocuments('statements/')) {
      const sha256 = key.slice('statements/'.length, -'.json'.length);
      hold('restriction', sha256);
      hold('purge', sha256);
    }
    return leaves;
  }

  /** What the level above says of a full tile. */
  async #above(index: number): Promise<string | null> {
    for (const place of this.#placesAt(1, Math.floor(index / tileWidth))) {
      if (place.width > index % tileWidth) {
        const tile = await readTile(place, this.#ground, []);
        return tile?.hashes?.[index % tileWidth] ?? null;
      }
    }
    return null;
  }

  /** Whether just these leaves lead to a root that was signed. */
  #isSigned(index: number, leaves: readonly Leaf[]): boolean {
    const end = index * tileWidth + leaves.length;
    return this.#checkpoints.some(
      ({ size, root, signed }) => signed && size === end && this.#rootAt(leaves.length, leaves) === root,
    );
  }

  #checkRoots(index: number, leaves: readonly Leaf[]): void {
    for (const { key, size, root, signed } of this.#within(index, leaves.length)) {
      const computed = this.#rootAt(size - index * tileWidth, leaves);
      if (computed !== null && computed !== root) {
        this.#blame(key, 'has another root than the entries that are held');
      } else if (!signed && !this.#ground.someKeyDamaged) {
        this.#blame('facts/keys/', `have no key that signed ${key}`);
      }
    }
  }

  #within(index: number, width: number): AuditedCheckpoint[] {
    const start = index * tileWidth;
    return this.#checkpoints.filter(({ size }) => size > start && size <= start + width);
  }

  #rootAt(width: number, leaves: readonly Leaf[]): string | null {
    if (this.#before === null) {
      return null;
    }
    const peaks = new Peaks(this.#before);
    for (const leaf of leaves.slice(0, width)) {
      peaks.add(leaf);
    }
    return peaks.root();
  }

  async #checkLevel(level: number): Promise<void> {
    const known = this.#levels[level] ?? [];
    for (const [index, places] of this.#places.get(level) ?? []) {
      for (const place of places) {
        const file = await readTile(place, this.#ground, this.damage);
        const right = known.slice(index * tileWidth, index * tileWidth + place.width);
        if (file?.hashes && isWhole(right, place.width) && differs(file, right)) {
          this.#blame(file.key, 'has other hashes than the tiles below it');
        }
      }
      const tile = known.slice(index * tileWidth, (index + 1) * tileWidth);
      if (isWhole(tile, tileWidth)) {
        this.#put(level + 1, index, rootOfLeaves(tile));
      }
    }
  }

  /** What the entries name is there. */
  async #checkNamed(entries: readonly LogEntry[], held: ReadonlySet<number>): Promise<void> {
    const { storage, purged } = this.#ground;
    for (const { kind, sha256 } of entries) {
      if (kind === 'manifest') {
        if (!held.has(shortened(sha256)) && !purged.manifests.has(sha256)) {
          this.#blame(await keyOfManifest(sha256, this.#ground), 'is missing; the log names it');
        }
      } else if ((await storage.getDocument(`statements/${sha256}.json`)) === null) {
        this.#blame(`statements/${sha256}.json`, 'is missing; the log names it');
      }
    }
  }

  #placesAt(level: TilePlace['level'], index: number): TilePlace[] {
    return this.#places.get(level)?.get(index) ?? [];
  }

  #put(level: number, index: number, hash: string): void {
    const hashes = this.#levels[level] ?? [];
    hashes[index] = hash;
    this.#levels[level] = hashes;
  }

  #blame(key: string, problem: string): void {
    if (!this.damage.some((damage) => damage.key === key)) {
      this.damage.push({ key, problem });
    }
  }
}

/** Without a hole where a hash is not known. */
function isWhole(hashes: readonly string[], width: number): boolean {
  return Object.keys(hashes).length === width;
}

function startsWith(longer: readonly Leaf[], shorter: readonly Leaf[]): boolean {
  return shorter.every((leaf, at) => leaf === longer[at]);
}

function differs({ hashes }: TileFile, right: readonly Leaf[]): boolean {
  return hashes?.some((hash, at) => at < right.length && hash !== right[at]) ?? false;
}

/** Place by place; of as many the one that names something, then the first, which is the widest. */
function majority(candidates: readonly Leaf[][], held: ReadonlySet<Leaf>): Leaf[] {
  const [widest = []] = candidates;
  return widest.map((_, at) => {
    const votes = new Map<Leaf, number>();
    for (const leaf of candidates.flatMap((leaves) => leaves[at] ?? [])) {
      votes.set(leaf, (votes.get(leaf) ?? 0) + 1);
    }
    const weight = ([leaf, count]: [Leaf, number]) => count + (held.has(leaf) ? 0.5 : 0);
    return [...votes].reduce((best, vote) => (weight(vote) > weight(best) ? vote : best))[0];
  });
}

/** 48 bits of a hash: a number is small, and two alike are not met by chance. */
function shortened(sha256: string): number {
  return Number.parseInt(sha256.slice(0, 12), 16);
}

/** A log entry does not say whose manifest it names: its signature does, or the pointer to it. */
async function keyOfManifest(sha256: string, { storage }: AuditGround): Promise<string> {
  for await (const key of storage.listDocuments('manifests/')) {
    if (key.endsWith(`/${sha256}.sig.json`)) {
      return key.replace(/\.sig\.json$/, '.json');
    }
  }
  for await (const key of storage.listDocuments('captures/')) {
    const body = await storage.getDocument(key);
    if (body !== null && Buffer.from(body).includes(sha256)) {
      return `manifests/${key.slice('captures/'.length, -'.json'.length)}/${sha256}.json`;
    }
  }
  return `manifests/*/${sha256}.json`;
}

async function heldManifests(ground: AuditGround): Promise<Set<number>> {
  const held = new Set<number>();
  for await (const sha256 of manifestsIn(ground)) {
    held.add(shortened(sha256));
  }
  return held;
}

async function* manifestsIn({ storage }: AuditGround): AsyncGenerator<string> {
  for await (const key of storage.listDocuments('manifests/')) {
    const sha256 = /\/([0-9a-f]{64})\.json$/.exec(key)?.[1];
    if (sha256 !== undefined) {
      yield sha256;
    }
  }
}
