import type { PostId } from '#domain/post.ts';
import type { Identity, UrlKind } from './platform.ts';

/** A URL that names a post by itself. */
export function postIdentity(
  platform: string,
  kind: UrlKind,
  postId: PostId,
  canonicalUrl: string,
): Identity & { postId: PostId; canonicalUrl: string } {
  return { platform, kind, postId, canonicalUrl, certain: true };
}

/** A URL that is of the platform and no post: a profile, a list, a share button. */
export function noPost(platform: string, kind: UrlKind): Identity {
  return { platform, kind, postId: null, canonicalUrl: null, certain: true };
}
