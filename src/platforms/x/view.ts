import type { Target, View } from '../platform.ts';
import { judgePage } from './sight.ts';
import { statusIdOf } from './urls.ts';

/** All selectors of X's embed page in one place; the page's own test ids, since its class names are generated. */
export const selectors = {
  post: 'article[role=article]',
  text: '[data-testid=tweetText]',
  time: 'time[datetime]',
  notFound: '[data-testid=error-detail], [data-testid=notFound], #not-found',
  login: 'input[autocomplete=username], input[type=password], [data-testid=loginButton]',
};

/** X's own embed page: a stable size, and no log-in sheet over it. */
export function views(target: Target): View[] {
  const statusId = statusIdOf(target.postId);
  if (statusId === null) return [];
  const url = new URL('https://platform.twitter.com/embed/Tweet.html');
  url.searchParams.set('id', statusId);
  url.searchParams.set('dnt', 'true');
  url.searchParams.set('theme', 'light');
  url.searchParams.set('lang', 'en');
  return [
    {
      url: url.href,
      postSelector: selectors.post,
      settledSelectors: [selectors.post, selectors.notFound, selectors.login],
      viewport: { width: 600, height: 900 },
      judge: (page, expected) => judgePage(page, selectors, expected),
    },
  ];
}
