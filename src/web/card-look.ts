import type { FastifyReply, FastifyRequest } from 'fastify';
import { type CardLanguage, chooseLanguage } from '#card/language.ts';
import { type CardTheme, cardThemes } from '#card/render-card.ts';

/** How a card may be asked for; what is not known is left to the reader's browser. */
export interface CardQuery {
  format?: string;
  lang?: string;
  theme?: string;
}

export interface CardLook {
  framed: boolean;
  language: CardLanguage;
  theme: CardTheme;
}

/** How the card looks that this request asks for. Says in the answer what else it depends on. */
export function lookOf(request: FastifyRequest<{ Querystring: CardQuery }>, reply: FastifyReply): CardLook {
  const { format, lang, theme } = request.query;
  const language = chooseLanguage(lang, request.headers['accept-language']);
  reply.header('vary', 'accept-language').header('content-language', language);
  return { framed: format === 'frame', language, theme: cardThemes.find((each) => each === theme) ?? 'auto' };
}
