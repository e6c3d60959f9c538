/** Submits posts of bench/site.ts to a service and resolves when all are captured whole. */
export async function archivePosts(
  { url, adminKey }: { url: string; adminKey: string },
  ids: readonly string[],
): Promise<void> {
  const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' };
  const urls = ids.map((id) => `https://x.com/fixture_user/status/${id}`);
  const accepted = await fetch(`${url}/v1/submissions`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ urls }),
  });
  const { id } = (await accepted.json()) as { id: string };
  const events = await fetch(`${url}/v1/submissions/${id}/events`, { headers });
  // The stream ends after `done`.
  await events.text();
  const ended = (await (await fetch(`${url}/v1/submissions/${id}`, { headers })).json()) as {
    counts: { complete: number };
  };
  if (ended.counts.complete !== ids.length) {
    throw new Error(
      `Only ${ended.counts.complete} of ${ids.length} are complete: ${JSON.stringify(ended.counts)}`,
    );
  }
}
