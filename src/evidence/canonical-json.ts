import serialize from 'canonicalize';

/**
 * The one byte sequence of a JSON value (RFC 8785), so that equal values have equal hashes. Lone surrogates, which RFC
 * 8785 refuses and posts may hold, become U+FFFD; properties that are undefined are left out. Throws `TypeError` for
 * what is no JSON.
 */
export function canonicalJson(value: unknown): Uint8Array {
  // Through JSON once, so that what is hashed is what a reader of the bytes gets: plain data, strings well formed.
  const json = JSON.stringify(value, (_key, inner) => {
    if (typeof inner === 'number' && !Number.isFinite(inner)) {
      throw new TypeError(`${inner} has no form in JSON`);
    }
    return typeof inner === 'string' ? inner.toWellFormed() : inner;
  });
  const text = json === undefined ? undefined : serialize(withWellFormedNames(JSON.parse(json)));
  if (text === undefined) {
    throw new TypeError('Nothing to write: the value has no form in JSON');
  }
  return new TextEncoder().encode(text);
}

function withWellFormedNames(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withWellFormedNames);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name.toWellFormed(), withWellFormedNames(inner)]),
  );
}
