/** Values that are sealed under a key that is not in the database. */
export interface Secrets {
  get(name: string): Promise<string | null>;
  /** Unless there is one; resolves to the one that is there then. */
  create(name: string, value: string): Promise<string>;
  /** False where `from` is not the value any more. */
  replace(name: string, from: string, to: string): Promise<boolean>;
}
