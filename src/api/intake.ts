import { z } from 'zod';
import type { Embed } from '#domain/embed.ts';
import { InvalidInputError } from '#domain/errors.ts';
import { newId } from '#domain/ids.ts';
import { type Origin, priorities, type Submission } from '#domain/submission.ts';
import { parseSubmittedUrl } from '#domain/submitted-url.ts';
import { findEmbeds } from '#embeds/find-embeds.ts';
import type { Identity } from '#platforms/platform.ts';
import { identify } from '#platforms/registry.ts';
import { web } from '#platforms/web/index.ts';
import { articleText, collection, note, plainText, tags } from './inputs.ts';

const maxUrls = 1000;

export const submissionRequestSchema = z
  .strictObject({
    url: z
      .string()
      .optional()
      .describe('A post, or an article whose embeds are archived; with html, its base'),
    urls: z
      .array(z.string(), { error: 'must be a list of URLs' })
      .min(1, { error: 'is empty; give at least one URL' })
      .max(maxUrls, { error: `has more than ${maxUrls} URLs; send several submissions` })
      .optional(),
    html: articleText.optional().describe('An article as HTML'),
    text: articleText.optional().describe('An article as text, or a list of links'),
    tags: tags.default([]),
    collection: collection.default(null),
    note: note.default(null),
    externalId: plainText(500).nullable().default(null),
    watch: z.boolean().default(true),
    priority: z.enum(priorities).default('normal'),
    maxAgeSeconds: z.number().int().min(0).max(2_147_483_647).default(3600),
    links: z
      .boolean()
      .optional()
      .describe('Also archive posts that are merely linked to; default only for text'),
  })
  .superRefine((request, context) => {
    const problem = sourceProblem(request);
    if (problem) {
      context.addIssue({ code: 'custom', path: problem.path, message: problem.message });
    }
  })
  .meta({ id: 'SubmissionRequest' });
export type SubmissionRequest = z.output<typeof submissionRequestSchema>;

export interface IntakeContext {
  now: Date;
  origin: Origin;
  /** The caller's id. */
  by: string | null;
  egressAllow: readonly string[];
  restricted: boolean;
}

/** A request to archive as the submission to accept. Throws `InvalidInputError` for a URL that is not to be visited. */
export function toSubmission(request: SubmissionRequest, context: IntakeContext): Submission {
  const { embeds, articleUrl, url } = readSource(request, context.egressAllow);
  return {
    id: newId(context.now),
    origin: context.origin,
    createdAt: context.now.toISOString(),
    by: context.by,
    url,
    articleUrl,
    tags: [...new Set(request.tags)],
    collection: request.collection,
    note: request.note,
    externalId: request.externalId,
    watch: request.watch,
    restricted: context.restricted,
    priority: request.priority,
    maxAgeSeconds: request.maxAgeSeconds,
    links: request.links ?? request.text !== undefined,
    embeds,
  };
}

/** What a submission counts as: the posts that are to be archived, and one for a page whose posts are not known yet. */
export function postsIn({ embeds, links }: Submission): number {
  return Math.max(1, embeds.filter(({ form }) => form !== 'link' || links).length);
}

interface Source {
  embeds: Embed[];
  articleUrl: string | null;
  url: string | null;
}

function readSource(request: SubmissionRequest, egressAllow: readonly string[]): Source {
  const base = request.url === undefined ? null : parseSubmittedUrl(request.url, 'url', egressAllow);
  if (request.html !== undefined) {
    const { embeds } = findEmbeds({
      body: request.html,
      mediaType: 'text/html',
      baseUrl: base?.href ?? null,
    });
    return { embeds, articleUrl: null, url: base?.href ?? null };
  }
  if (request.text !== undefined) {
    const { embeds } = findEmbeds({ body: request.text, mediaType: 'text/plain', baseUrl: null });
    return { embeds, articleUrl: null, url: null };
  }
  if (request.urls !== undefined) {
    return { embeds: readUrls(request.urls, egressAllow), articleUrl: null, url: null };
  }
  if (base === null) {
    throw new InvalidInputError('url', 'is missing');
  }
  const embed = postAt(base, 0);
  return { embeds: embed ? [embed] : [], articleUrl: embed ? null : base.href, url: base.href };
}

/** Posts as posts and pages as pages: of many URLs no article is searched. */
function readUrls(urls: string[], egressAllow: readonly string[]): Embed[] {
  return urls.map((text, position) => {
    const url = parseSubmittedUrl(text, `urls.${position}`, egressAllow);
    return postAt(url, position) ?? submittedEmbed(web.identify(url), url, position);
  });
}

/** Null where the URL is no post of a platform but a page, a profile or a list. */
function postAt(url: URL, position: number): Embed | null {
  const identity = identify(url);
  return identity.platform === 'web' || identity.postId === null
    ? null
    : submittedEmbed(identity, url, position);
}

function submittedEmbed(identity: Identity | null, url: URL, position: number): Embed {
  if (identity === null || identity.postId === null) {
    throw new InvalidInputError(`urls.${position}`, 'is no post and no page that could be archived');
  }
  const { platform, postId, canonicalUrl } = identity;
  return {
    position,
    form: 'submitted',
    platform,
    foundUrl: url.href,
    postId,
    canonicalUrl: canonicalUrl ?? url.href,
    quotation: null,
    confidence: 1,
  };
}

function sourceProblem(request: {
  url?: unknown;
  urls?: unknown;
  html?: unknown;
  text?: unknown;
}): { path: string[]; message: string } | null {
  const given = (['url', 'urls', 'html', 'text'] as const).filter((name) => request[name] !== undefined);
  if (given.length === 0) {
    return { path: [], message: 'has nothing to archive; give one of url, urls, html, text' };
  }
  const isPageWithBase = given.length === 2 && given.includes('url') && given.includes('html');
  if (given.length > 1 && !isPageWithBase) {
    const [, second = ''] = given;
    return {
      path: [second],
      message: `cannot stand beside ${given[0]}; give exactly one of url, urls, html, text`,
    };
  }
  return null;
}
