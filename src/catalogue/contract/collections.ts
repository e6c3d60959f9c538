import type { Page, PageRequest } from './paging.ts';

/** Posts that somebody put together. It is there as soon as a post or a description of it is. */
export interface CollectionState {
  /** As posts and submissions name it. */
  name: string;
  title: string | null;
  description: string | null;
  /** Whether anybody may read its page; restricted posts are left out there. */
  public: boolean;
  /** Whether what is first submitted into it is hidden from the public. */
  restricted: boolean;
  /** How often its posts are looked at that have no plan of their own; null for as often as seems right. */
  watchEverySeconds: number | null;
  /** When it was described, or its first post came. */
  createdAt: string;
  postCount: number;
  /** Of those, the ones that are not restricted. */
  publicPostCount: number;
}
export interface CollectionValues {
  title?: string | null;
  description?: string | null;
  public?: boolean;
  restricted?: boolean;
  watchEverySeconds?: number | null;
}
export interface Collections {
  /** The newest first; `publicOnly` leaves out what only those may read who have signed in. */
  list(page: PageRequest, publicOnly?: boolean): Promise<Page<CollectionState>>;
  /** In the order of their names. */
  names(limit: number): Promise<string[]>;
  get(name: string): Promise<CollectionState | null>;
  /** Null where it was described already. */
  create(name: string, values: CollectionValues, by: string): Promise<CollectionState | null>;
  /** Null where there is none. */
  change(name: string, values: CollectionValues, by: string): Promise<CollectionState | null>;
  /** In one transaction: its description goes, and its posts are in it no more. False where there is none. */
  delete(name: string, by: string): Promise<boolean>;
}
