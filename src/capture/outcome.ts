import { z } from 'zod';
import { artifactRoles, type Outcome } from '#domain/capture.ts';

/** What a reader would expect and is not here. */
export const lackSchema = z.object({
  role: z.enum(artifactRoles),
  reason: z.string(),
  /** Whether the capture is only partial without it. */
  essential: z.boolean(),
});
export type Lack = z.infer<typeof lackSchema>;

export interface Evidence {
  /** What the platform's own answers concluded. */
  look: 'live' | 'absent' | 'unknown';
  /** Whether a picture of the original shows the expected post. */
  seenInBrowser: boolean;
  lacks: Pick<Lack, 'essential'>[];
}

/** Success is claimed only for what was seen. */
export function outcomeOf({ look, seenInBrowser, lacks }: Evidence): Outcome {
  switch (look) {
    case 'absent':
      return 'absent';
    case 'unknown':
      return seenInBrowser ? 'partial' : 'blocked';
    case 'live':
      return seenInBrowser && !lacks.some(({ essential }) => essential) ? 'complete' : 'partial';
  }
}
