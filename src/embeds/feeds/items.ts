/** One entry of a feed: its own address, and what it says. */
export interface FeedItem {
  /** Index of the item in the feed's text, or its number. */
  place: number;
  /** Where the item leads; the post itself in the feeds of platforms. */
  urls: string[];
  /** Media that the item carries: enclosures, players. */
  media: string[];
  html: string[];
  text: string[];
  /** What the feed itself calls the entry. */
  id: string | null;
  /** When it last changed, as the feed writes it; of several times the last one wins. */
  changed: string[];
  published: string | null;
}
