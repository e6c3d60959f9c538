/**
 * A worker that dies without a word may die of what it was doing. Deployments and power cuts kill workers too, but not the
 * same piece of work so often.
 */
export const maxLostClaims = 20;
