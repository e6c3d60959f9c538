/** Used wrongly (exit 2): says how to mend it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Something was not archived or not intact (exit 1). An empty message: it was said already. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
}
