import { html, type Markup } from '#card/html.ts';
import type { CaptureState } from '#catalogue/catalogue.ts';
import type { Artifact } from '#domain/capture.ts';
import { isPicture, mediaPath } from '../post/file-paths.ts';
import { type Pair, takenOf } from './pair.ts';

/** The screenshots beside each other; with script, also laid over each other and subtracted. */
export function renderPictures(pair: Pair): Markup | null {
  const pairs = (['screenshot', 'page-screenshot'] as const).flatMap((role) => {
    const [old, now] = [find(pair.before, role), find(pair.after, role)];
    return old && now ? [{ title: titles[role], old, now }] : [];
  });
  return pairs.length === 0
    ? null
    : html`<section><h2 id="pictures">Pictures</h2>${pairs.map((each) => renderPicturePair(pair, each))}</section>`;
}

const titles = { screenshot: 'The post', 'page-screenshot': 'The whole page' };

function find({ artifacts }: CaptureState, role: Artifact['role']): Artifact | undefined {
  return artifacts.find((artifact) => artifact.role === role && isPicture(artifact));
}

function renderPicturePair(
  pair: Pair,
  { title, old, now }: { title: string; old: Artifact; now: Artifact },
): Markup {
  const { post, before, after, mediaView, at } = pair;
  const figure = (capture: CaptureState, artifact: Artifact) => {
    const path = at(mediaPath(post, capture, artifact));
    const size = artifact.width !== null && artifact.height !== null;
    return html`<figure><a href="${path}"><img src="${path}" alt="${title} as it looked" loading="lazy"${
      size && html` width="${artifact.width}" height="${artifact.height}"`
    }></a><figcaption>${takenOf(pair, capture)}</figcaption></figure>`;
  };
  return html`<h3>${title}</h3>
<p class="quiet">${likeness(old, now)}</p>
<picture-compare class="media-view${mediaView === 'safe' && ' safe'}"><div class="pair">${figure(before, old)}${figure(after, now)}</div></picture-compare>`;
}

/** By their perceptual hashes, 64 bits each. */
function likeness(old: Artifact, now: Artifact): string {
  if (old.sha256 === now.sha256) {
    return 'The same file, byte for byte.';
  }
  if (old.perceptualHash === null || now.perceptualHash === null) {
    return 'Other files.';
  }
  const differing = bitsSet(BigInt(`0x${old.perceptualHash}`) ^ BigInt(`0x${now.perceptualHash}`));
  return differing === 0
    ? 'Other files that look the same at a glance.'
    : `Other files; at a glance they differ in ${differing} of 64 patches.`;
}

function bitsSet(bits: bigint): number {
  return bits.toString(2).replaceAll('0', '').length;
}
