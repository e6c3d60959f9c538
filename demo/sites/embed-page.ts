/**
 * `platform.twitter.com/embed/Tweet.html`: an empty page whose script asks the syndication end point and renders what it
 * says, with the test ids of the real one.
 */
export const embedPage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Post</title>
<style>
  body { margin: 0; font: 16px/1.35 "Helvetica Neue", Arial, "Noto Sans", sans-serif; color: #0f1419; background: #fff; }
  article, .box { max-width: 550px; margin: 8px; border: 1px solid #cfd9de; border-radius: 12px; padding: 12px 16px; }
  article [role=link] { margin: 12px 0 0; border: 1px solid #cfd9de; border-radius: 12px; padding: 12px 16px; }
  header { display: flex; gap: 10px; align-items: center; margin-bottom: 8px; }
  header img { width: 48px; height: 48px; border-radius: 50%; }
  header a, footer a { color: inherit; text-decoration: none; }
  header span, footer { color: #536471; }
  [data-testid=tweetText] { white-space: pre-wrap; font-size: 20px; margin-bottom: 12px; }
  .media { display: grid; grid-auto-flow: column; gap: 2px; border-radius: 12px; overflow: hidden; position: relative; }
  .media img { width: 100%; height: 280px; object-fit: cover; display: block; }
  .play { position: absolute; inset: 0; margin: auto; width: 64px; height: 64px; border: 0; border-radius: 50%;
    background: #1d9bf0; color: #fff; font-size: 28px; }
  footer { margin-top: 12px; border-top: 1px solid #eff3f4; padding-top: 8px; display: flex; gap: 16px; }
</style>
</head>
<body>
<div id="app"></div>
<script src="/embed/embed.Tweet.js"></script>
</body>
</html>
`;

export const embedScript = `'use strict';
const parameters = new URLSearchParams(location.search);
const element = (name, properties = {}, ...children) => {
  const { data = {}, ...rest } = properties;
  const made = Object.assign(document.createElement(name), rest);
  Object.assign(made.dataset, data);
  made.append(...children);
  return made;
};

function unescape(text) {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function render(tweet) {
  const profile = 'https://twitter.com/' + tweet.user.screen_name;
  const likes = element('span', {}, '\\u2665 ' + tweet.favorite_count);
  likes.setAttribute('aria-label', 'Like. This post has ' + tweet.favorite_count + ' likes');
  const article = element('article', {},
    header(tweet, (name) => element('a', { href: profile }, name)),
    words(tweet),
    ...media(tweet),
    ...(tweet.quoted_tweet ? [quoted(tweet.quoted_tweet)] : []),
    element('footer', {}, element('a', { href: profile + '/status/' + tweet.id_str }, time(tweet)), likes));
  article.setAttribute('role', 'article');
  return article;
}

// A quoted post is one big link by script, with no link of its own.
function quoted(tweet) {
  if (tweet.__typename !== 'Tweet') {
    return element('div', { className: 'box' }, 'This Post is unavailable.');
  }
  const box = element('div', { tabIndex: 0 }, header(tweet, (name) => name), words(tweet), ...media(tweet), time(tweet));
  box.setAttribute('role', 'link');
  return box;
}

function header(tweet, link) {
  return element('header', {},
    element('img', { src: tweet.user.profile_image_url_https.replace('_normal', '_bigger'), alt: '' }),
    element('div', {},
      link(element('strong', { dir: 'auto' }, tweet.user.name)),
      element('div', {}, element('span', {}, '@' + tweet.user.screen_name))));
}

function words(tweet) {
  const [start, end] = tweet.display_text_range;
  const text = unescape([...tweet.text].slice(start, end).join(''));
  return element('div', { data: { testid: 'tweetText' }, lang: tweet.lang, dir: 'auto' }, text);
}

function media(tweet) {
  const all = tweet.mediaDetails ?? [];
  if (all.length === 0) {
    return [];
  }
  const box = element('div', { className: 'media' }, ...all.map((medium) => element('img', {
    src: medium.media_url_https + '?format=jpg&name=small', alt: medium.ext_alt_text ?? '' })));
  if (all[0].type === 'video') {
    const play = element('button', { className: 'play', type: 'button' }, '\\u25B6');
    play.setAttribute('aria-label', 'Play Video');
    box.append(play);
  }
  return [box];
}

function time(tweet) {
  const when = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
  return element('time', { dateTime: tweet.created_at }, when.format(new Date(tweet.created_at)));
}

function notFound() {
  return element('div', { className: 'box', data: { testid: 'error-detail' } }, element('strong', {}, 'Not found'));
}

async function main() {
  const url = 'https://cdn.syndication.twimg.com/tweet-result?lang=en&token=a&id=' + encodeURIComponent(parameters.get('id'));
  const answer = await fetch(url);
  const tweet = answer.ok ? await answer.json() : null;
  document.getElementById('app').append(tweet && tweet.__typename === 'Tweet' ? render(tweet) : notFound());
}

main();
`;
