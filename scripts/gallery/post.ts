import { readFileSync } from 'node:fs';
import type { CardView } from '#card/view.ts';
import type { Artifact } from '#domain/capture.ts';
import type { Medium, PostRecord } from '#domain/record.ts';
import { artifactWith, captureWith, recordWith, viewWith } from '../../tests/card/card-views.ts';
import { type DrawingName, drawings } from './drawings.ts';

/** A post of the gallery; what is not said is as in a plain post of X. */
export interface GalleryPost {
  platform: string;
  url: string;
  author: { name: string; handle?: string; face?: DrawingName };
  /** Drawings, each with its author's description; `film` plays. */
  pictures?: [DrawingName | 'film', string | null][];
  screenshot?: DrawingName;
  record?: Partial<PostRecord>;
  quoted?: Partial<PostRecord>;
  capture?: Partial<NonNullable<CardView['capture']>>;
  post?: Partial<CardView['post']>;
}

/** What a card shows of it: everything it needs is in the view, as `data:` URLs. */
export function viewOf(of: GalleryPost): CardView {
  const { platform, url: canonicalUrl, author, pictures = [], screenshot } = of;
  const { quoted: _, ...inner } = recordWith({ platform, ...of.quoted });
  const record = recordWith({
    ...{ platform, canonicalUrl, media: pictures.map(mediumOf) },
    author: {
      ...{ name: author.name, handle: author.handle ?? null, id: null },
      ...{ url: canonicalUrl, avatarUrl: author.face ? 'https://pictures.example/avatar' : null },
    },
    ...(of.quoted && { quoted: inner }),
    ...of.record,
  });
  const files = new Map<string, string>();
  const artifacts = pictures.flatMap(([name], index) => artifactsOf(name, index, files));
  if (author.face) {
    files.set('avatar.svg', drawings[author.face].url);
    artifacts.push(artifactWith({ name: 'avatar.svg', mediaType: 'image/svg+xml' }));
  }
  if (screenshot) {
    const { url, width, height } = drawings[screenshot];
    files.set('screenshot.svg', url);
    artifacts.push(
      artifactWith({ name: 'screenshot.svg', mediaType: 'image/svg+xml', role: 'screenshot', width, height }),
    );
  }
  const gone = { state: 'deleted', stateSince: '2019-03-03T10:00:00.000Z' } as const;
  const view = viewWith(
    captureWith({ record, artifacts, ...of.capture }),
    { platform, canonicalUrl, ...gone, ...of.post },
    (name) => files.get(name) ?? null,
  );
  return { ...view, evidenceUrl: '/posts/example' };
}

const film = `data:video/mp4;base64,${readFileSync(new URL('../../demo/media/film-low.mp4', import.meta.url)).toString('base64')}`;

function mediumOf([name, alt]: [DrawingName | 'film', string | null]): Medium {
  const { width, height } = drawings[name === 'film' ? 'stage' : name];
  const posterUrl = name === 'film' ? 'https://pictures.example/poster' : null;
  return {
    kind: name === 'film' ? 'video' : 'photo',
    alt,
    width,
    height,
    durationMs: null,
    posterUrl,
    variants: [],
  };
}

function artifactsOf(name: DrawingName | 'film', index: number, files: Map<string, string>): Artifact[] {
  const stem = `${index + 1}`;
  if (name !== 'film') {
    files.set(`media-${stem}.svg`, drawings[name].url);
    return [artifactWith({ name: `media-${stem}.svg`, mediaType: 'image/svg+xml' })];
  }
  files.set(`media-${stem}.mp4`, film);
  files.set(`poster-${stem}.svg`, drawings.stage.url);
  return [
    artifactWith({ name: `media-${stem}.mp4`, mediaType: 'video/mp4' }),
    artifactWith({ name: `poster-${stem}.svg`, mediaType: 'image/svg+xml' }),
  ];
}
