import type { Quotation } from '#domain/embed.ts';
import { readFacebook } from '../quotation/facebook.ts';
import { readInstagram } from '../quotation/instagram.ts';
import { readMastodon, readThreads } from '../quotation/mastodon.ts';
import type { QuotedNodes } from '../quotation/quoted-nodes.ts';
import { readReddit } from '../quotation/reddit.ts';
import { readSigned } from '../quotation/signed.ts';
import { readTiktok } from '../quotation/tiktok.ts';

/** The markup that a platform gives to those who embed its posts. */
export interface OfficialMarkup {
  platform: string;
  className: string;
  /** Attributes that name the post, surest first. */
  attributes: readonly string[];
  /** Which of the links to posts within names the post, where no attribute does. */
  link: 'first' | 'last';
  quotation(nodes: QuotedNodes): Quotation | null;
}

const none: readonly string[] = [];

/** Asked in this order, by class. One line a markup; the platform's name is the one that `identify` gives. */
export const officialMarkups: readonly OfficialMarkup[] = [
  // Quoted and linked posts come before the post's own link.
  { platform: 'x', className: 'twitter-tweet', attributes: none, link: 'last', quotation: readSigned },
  { platform: 'x', className: 'twitter-video', attributes: none, link: 'last', quotation: readSigned },
  // As drawn on a server; a quoted post comes after the post's own links.
  { platform: 'x', className: 'react-tweet-theme', attributes: none, link: 'first', quotation: readSigned },
  {
    platform: 'bluesky',
    className: 'bluesky-embed',
    attributes: ['data-bluesky-uri'],
    link: 'last',
    quotation: readSigned,
  },
  {
    platform: 'instagram',
    className: 'instagram-media',
    attributes: ['data-instgrm-permalink'],
    link: 'first',
    quotation: readInstagram,
  },
  {
    platform: 'tiktok',
    className: 'tiktok-embed',
    attributes: ['cite', 'data-embed-url'],
    link: 'first',
    quotation: readTiktok,
  },
  {
    platform: 'mastodon',
    className: 'mastodon-embed',
    attributes: ['data-embed-url'],
    link: 'last',
    quotation: readMastodon,
  },
  {
    platform: 'threads',
    className: 'text-post-media',
    attributes: ['data-text-post-permalink'],
    link: 'first',
    quotation: readThreads,
  },
  // Of a comment the second link is its parent.
  {
    platform: 'reddit',
    className: 'reddit-embed-bq',
    attributes: none,
    link: 'first',
    quotation: readReddit,
  },
  { platform: 'reddit', className: 'reddit-card', attributes: none, link: 'first', quotation: readReddit },
  {
    platform: 'reddit',
    className: 'reddit-embed',
    attributes: ['data-embed-url'],
    link: 'first',
    quotation: readReddit,
  },
  ...['fb-post', 'fb-video', 'fb-comment-embed'].map((className) => ({
    platform: 'facebook',
    className,
    attributes: ['data-href', 'href', 'cite'],
    link: 'last' as const,
    quotation: readFacebook,
  })),
  {
    platform: 'truthsocial',
    className: 'truthsocial-embed',
    attributes: ['data-embed-url', 'cite'],
    link: 'last',
    quotation: readMastodon,
  },
];
