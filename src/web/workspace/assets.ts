import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { workspaceStyles } from './styles.ts';

interface Asset {
  /** As addressed: `name.<hash>.js`, so that it may be kept for ever. */
  file: string;
  mediaType: string;
  source: Buffer;
  gzipped: Buffer;
}

const islandFolder = new URL('./islands/', import.meta.url);

/** The style sheet, and every island: a module of its own that a page names without `.js`. */
const assets: ReadonlyMap<string, Asset> = new Map([
  ['workspace.css', makeAsset('workspace.css', 'text/css; charset=utf-8', Buffer.from(workspaceStyles))],
  ...readdirSync(islandFolder)
    .filter((name) => name.endsWith('.js'))
    .map((name): [string, Asset] => [
      name,
      makeAsset(name, 'text/javascript; charset=utf-8', readFileSync(new URL(name, islandFolder))),
    ]),
]);
const byFile = new Map([...assets.values()].map((asset) => [asset.file, asset]));

/** The path of an asset, below the service's own. Throws where there is none. */
export function assetPath(name: string): string {
  const asset = assets.get(name);
  if (asset === undefined) {
    throw new Error(`The workspace has no asset ${name}`);
  }
  return `/assets/${asset.file}`;
}

export function addAssets(app: FastifyInstance): void {
  app.get<{ Params: { file: string } }>(
    '/assets/:file',
    { schema: { hide: true } },
    async (request, reply) => {
      const asset = byFile.get(request.params.file);
      if (asset === undefined) {
        return reply.callNotFound();
      }
      reply
        .header('cache-control', 'public, max-age=31536000, immutable')
        .header('vary', 'accept-encoding')
        .header('x-content-type-options', 'nosniff')
        .header('cross-origin-resource-policy', 'same-origin')
        .type(asset.mediaType);
      return /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')
        ? reply.header('content-encoding', 'gzip').send(asset.gzipped)
        : reply.send(asset.source);
    },
  );
}

function makeAsset(name: string, mediaType: string, source: Buffer): Asset {
  const hash = createHash('sha256').update(source).digest('hex').slice(0, 16);
  const [stem, ending] = name.split(/\.(?=\w+$)/);
  return { file: `${stem}.${hash}.${ending}`, mediaType, source, gzipped: gzipSync(source, { level: 9 }) };
}
