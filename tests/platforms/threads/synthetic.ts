/** Pages of our own making, in the shape of Threads'. */

export const CODE = 'C-srcchPpp7';
export const target = { postId: `threads:${CODE}`, canonicalUrl: `https://www.threads.com/t/${CODE}` };
export const embedUrl = '/embed';

interface Parts {
  handle?: string;
  code?: string;
  body?: string;
  media?: string;
  quote?: string;
  parent?: boolean;
}

export function block({
  handle = 'ada',
  code = CODE,
  body = 'Snow &amp; light',
  media = '',
  quote = '',
  parent,
}: Parts = {}) {
  return `<div class="OuterContainer"><div class="AvatarContainer"><img src="https://cdn.example.org/${handle}.jpg"></div>
<div class="HeaderContainer"><div class="AuthorIdentity"><a class="HeaderLink" href="https://www.threads.com/@${handle}?xmt=a"><span>${handle}</span></a></div>
<div class="TopicTagWrapper"><a class="HeaderLink" href="https://www.threads.com/search?q=snow"><span>snow</span></a></div></div>
<div class="${parent ? 'BodyContainerParent' : 'BodyContainer'}"><span class="BodyTextContainer"><span>${body}</span></span>${media}${quote}
<div class="PostDateContainer"><a href="https://www.threads.com/@${handle}/post/${code}"><span class="Timestamp">9:58 AM · Aug 15, 2024</span></a></div>
<div class="ActionBarIcon"><span class="ActionBarCount">1,234</span></div><div class="ActionBarIcon"></div><div class="ActionBarIcon"><span class="ActionBarCount">1.2K</span></div>
</div></div>`;
}

export const embed = (...blocks: string[]) =>
  `<!DOCTYPE html><html><body>${(blocks.length > 0 ? blocks : [block()]).join('\n')}</body></html>`;
export const unavailable =
  '<html><body><div class="OuterContainer"><span class="ErrorText">Thread not available</span></div></body></html>';
export const page = `<html><head><meta property="og:url" content="https://www.threads.com/@ada/post/${CODE}" />
<meta property="og:title" content="Ada (&#064;ada) on Threads" /><meta property="og:description" content="Snow &amp; light" />
<meta property="og:image" content="https://scontent.cdninstagram.com/v/t51.29350-15/a.jpg" /></head></html>`;
export const shell = '<html><head><title>Threads</title></head><body></body></html>';
