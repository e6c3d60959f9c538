import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Catalogue, PostSummary } from '#catalogue/catalogue.ts';
import type { Clock } from '#domain/clock.ts';
import type { PublishedKey } from '#evidence/keys/published-keys.ts';
import type { LogState } from '#evidence/notary.ts';
import type { Storage } from '#storage/storage.ts';
import type { ApiProblem, CallApi } from './api-answer.ts';
import type { SendPage } from './send-page.ts';
import type { Viewer } from './viewer.ts';

/** What the API gives to its pages. */
export interface WorkspaceGround {
  catalogue: Catalogue;
  storage: Storage;
  clock: Clock;
  sessions: PageSessions;
  /** By id, alias or any URL of it. */
  findPost: (idOrUrl: string) => Promise<PostSummary | null>;
  /** Where the service lives below a path of its host, `/archive`; else empty. */
  pathPrefix: string;
  /** The address of the service, without a slash at its end. */
  baseUrl: (request: FastifyRequest) => string;
  /** Whose archive it is; null where nobody said. */
  organization: string | null;
  callApi: CallApi;
  admin: AdminGround;
  /** What an error of the API's own says to whoever asked. */
  explain: (error: unknown) => ApiProblem & { status: number; retryAfterSeconds: number | null };
}

/** What admins are shown besides what the catalogue tells. */
export interface AdminGround {
  /** What a webhook may be told of. */
  eventTypes: readonly string[];
  /** The queue's own pages below `/admin/queues`; null where there are none. */
  queueBoard: { answer(request: FastifyRequest, reply: FastifyReply): Promise<void> } | null;
  /** Whether there is a second storage, from which damage is made good. */
  hasReplica: boolean;
  logState(): Promise<LogState>;
  /** Oldest first. */
  signingKeys(): Promise<(PublishedKey & { current: boolean })[]>;
}

export interface PageSessions {
  viewerOf(request: FastifyRequest): Promise<Viewer | null>;
  /** Sets the cookie where the key is good; else null. */
  signIn(request: FastifyRequest, reply: FastifyReply, key: string): Promise<Viewer | null>;
  signOut(request: FastifyRequest, reply: FastifyReply): Promise<void>;
  /** Whether a page of this service sent the request. */
  isFromHere(request: FastifyRequest): boolean;
}

/** What every page is made with. */
export interface WorkspaceDependencies extends WorkspaceGround {
  sendPage: SendPage;
  /** An address of ours, below the path that the service may live at: every link, form and redirect goes through it. */
  at: (path: string) => string;
}
