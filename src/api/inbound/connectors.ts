import type { SourceKind } from '#catalogue/catalogue.ts';
import type { Connector } from './connector.ts';
import { generic } from './generic.ts';
import { ghost } from './ghost.ts';
import { wordpress } from './wordpress.ts';

export const connectorNames = ['ghost', 'wordpress', 'generic'] as const satisfies SourceKind[];
export type ConnectorName = (typeof connectorNames)[number];

/** One line a publishing system. */
export const connectors: Record<ConnectorName, Connector> = { ghost, wordpress, generic };

/** The secret of a source is bound to it. */
export function nameOfSourceSecret(sourceId: string): string {
  return `source:${sourceId}`;
}
