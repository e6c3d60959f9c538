import type { PostRecord } from '#domain/record.ts';
import type { CardAnswer } from './schemas.ts';

/** The poll that a card is; null for cards of other kinds (link previews). */
export function readPoll(card: CardAnswer | null | undefined): PostRecord['poll'] {
  if (!card || !/^poll\d+choice/.test(card.name)) return null;
  const value = (name: string) => card.binding_values?.[name]?.string_value;
  const options: { label: string; count: number | null }[] = [];
  for (let number = 1; ; number += 1) {
    const label = value(`choice${number}_label`);
    if (label === undefined) break;
    const count = value(`choice${number}_count`);
    options.push({ label, count: count !== undefined && /^\d+$/.test(count) ? Number(count) : null });
  }
  const endsAt = Date.parse(value('end_datetime_utc') ?? '');
  return { options, endsAt: Number.isNaN(endsAt) ? null : new Date(endsAt).toISOString() };
}
