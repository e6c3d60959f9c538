import type { Catalogue } from '#catalogue/catalogue.ts';
import { readManifestBytes } from '#evidence/manifest.ts';
import type { Storage } from '#storage/storage.ts';
import { type CaptureRepresentation, representCapture } from './representations/capture.ts';
import { type PostRepresentation, representPost } from './representations/post.ts';
import { representSubmission, type SubmissionRepresentation } from './representations/submission.ts';

export interface ShownThings {
  submission(id: string): Promise<SubmissionRepresentation | null>;
  capture(id: string): Promise<CaptureRepresentation | null>;
  post(id: string): Promise<PostRepresentation | null>;
}

export interface ShowingTools {
  catalogue: Pick<Catalogue, 'submissions' | 'captures' | 'posts' | 'purges'>;
  storage: Storage;
  baseUrl: string;
  sign: (path: string) => string;
}

/** Things as the API shows them to whoever may read, for those who are told of them unasked; null where they were purged. */
export function showThings({ catalogue, storage, baseUrl, sign }: ShowingTools): ShownThings {
  const { submissions, captures, posts, purges } = catalogue;
  return {
    async submission(id) {
      const state = await submissions.get(id);
      return state && representSubmission(state);
    },
    async capture(id) {
      const capture = await captures.get(id);
      if (capture === null || (await purges.ofCapture(id)) !== null) {
        return null;
      }
      const { manifestSha256, postId } = capture;
      const manifest = manifestSha256 === null ? null : await readManifestBytes(storage, id, manifestSha256);
      const post = await posts.get(postId);
      return representCapture(capture, {
        manifestBytes: manifest?.byteLength ?? null,
        baseUrl,
        sign: post?.restricted === false ? sign : null,
      });
    },
    async post(id) {
      const post = await posts.get(id);
      const purged = post !== null && (await purges.ofPost(post.postId)) !== null;
      return post === null || purged ? null : representPost(post, baseUrl);
    },
  };
}
