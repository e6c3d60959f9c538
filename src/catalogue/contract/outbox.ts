/** Documents that must reach storage, written in the transaction that makes them true. */
export interface Outbox {
  pending(limit: number): Promise<{ id: string; key: string; body: string }[]>;
  get(id: string): Promise<{ id: string; key: string; body: string } | null>;
  written(ids: string[]): Promise<void>;
}
