import type { HtmlDocument } from '#domain/html.ts';
import type { PostId } from '#domain/post.ts';
import { parseHttpUrl } from '#domain/url.ts';
import type { Target } from '../platform.ts';
import { readMetaTags } from '../reading/meta-tags.ts';
import { identify, idOf } from './urls.ts';

/** The addresses that a page states as its own. */
export function permalinksOf(document: HtmlDocument): string[] {
  const meta = readMetaTags(document);
  const canonical = document.nodes.flatMap((node) =>
    node.kind === 'element' && node.name === 'link' && node.attributes.rel === 'canonical'
      ? [node.attributes.href ?? '']
      : [],
  );
  return [meta.first('og:url') ?? '', ...canonical].filter((url) => url !== '');
}

/**
 * A public page states its address twice, by the post's number and by its `pfbid`: where one of the two is the post that was
 * asked for, the other is the same post. Photos are left out, for a post may have many.
 */
export function aliasesIn(document: HtmlDocument, target: Target): PostId[] {
  if (idOf(target.postId)?.comment !== null) return [];
  const named = permalinksOf(document).flatMap((link) => {
    const url = parseHttpUrl(link, 'https://www.facebook.com/');
    const identity = url && identify(url);
    const isPost = identity?.certain && (identity.kind === 'post' || identity.kind === 'video');
    return isPost && identity.postId !== null ? [identity.postId] : [];
  });
  return named.includes(target.postId) ? named.filter((id) => id !== target.postId) : [];
}
