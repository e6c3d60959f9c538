export { type EmbeddedCatalogue, openEmbeddedCatalogue } from './open-embedded.ts';
export { openServerCatalogue } from './open-server.ts';
