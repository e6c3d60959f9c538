/** Whether `promise` settled within the time, well or badly; what it settled to is its owner's concern. */
export function settlesWithin(promise: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  const settled = () => true;
  return firstOf(promise.then(settled, settled), timeoutMs);
}

/** Whether `promise` was fulfilled within the time. */
export function succeedsWithin(promise: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  const fulfilled = promise.then(
    () => true,
    () => false,
  );
  return firstOf(fulfilled, timeoutMs);
}

/** What `promise` came to, or `late`; how it ends after that is nobody's concern. */
export async function answerWithin<T>(promise: Promise<T>, timeoutMs: number): Promise<T | 'late'> {
  const { promise: late, resolve } = Promise.withResolvers<'late'>();
  const timer = setTimeout(resolve, Math.max(0, timeoutMs), 'late');
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The promise's own end, or the signal's reason where that comes first. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) {
    onAbort();
  }
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

async function firstOf(promise: Promise<boolean>, timeoutMs: number): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, timeoutMs, false);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
