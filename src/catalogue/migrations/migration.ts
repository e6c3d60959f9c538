/** One step of the schema. */
export interface Migration {
  name: string;
  sql: string;
  /**
   * Why software from before it cannot work with it. Without, it only adds: versions that do not know it work beside those that do,
   * as in a rolling upgrade, and start again after it was applied.
   */
  breaks?: string;
}
