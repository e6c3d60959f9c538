export interface CatalogueEvent {
  /** Opaque and ordered; only events that nothing can precede any more are returned. */
  id: string;
  at: string;
  type: string;
  submissionId: string | null;
  captureId: string | null;
  postId: string | null;
  data: Record<string, unknown>;
}
export interface Events {
  /** In order, after that id. A capture's events are returned for every submission that has it. */
  forSubmission(submissionId: string, afterId: string | null, limit: number): Promise<CatalogueEvent[]>;
  since(afterId: string | null, limit: number): Promise<CatalogueEvent[]>;
}
