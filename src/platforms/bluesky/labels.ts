import type { LabelsAnswer } from './schemas.ts';

/** What readers are warned of. */
const sensitive: ReadonlySet<string> = new Set(['porn', 'sexual', 'nudity', 'graphic-media', 'gore', 'nsfl']);
const hidden: ReadonlySet<string> = new Set(['!hide', '!takedown', '!suspend']);

export function labelsOf(labels: LabelsAnswer): string[] {
  const values = valuesOf(labels);
  const isSensitive = values.some((value) => sensitive.has(value));
  return [...new Set([...(isSensitive ? ['sensitive'] : []), ...values])];
}

/** True where the platform's moderators hide it from everybody. */
export function isHidden(labels: LabelsAnswer): boolean {
  return valuesOf(labels).some((value) => hidden.has(value));
}

/** True where the author asks that only readers who are logged in see their posts. */
export function asksForLogin(labels: LabelsAnswer): boolean {
  return valuesOf(labels).includes('!no-unauthenticated');
}

function valuesOf(labels: LabelsAnswer): string[] {
  const taken = (labels ?? []).filter(({ neg }) => neg === true).map(({ val }) => val);
  return (labels ?? []).map(({ val }) => val).filter((value) => !taken.includes(value));
}
