import type { ReportArticle, ReportEmbed } from '#catalogue/catalogue.ts';
import { type Cell, writeSheet } from '#sheets/write-sheet.ts';

const columns = [
  ...['article', 'position', 'verdict', 'original', 'platform', 'link', 'found link', 'form'],
  ...['looked at', 'held', 'card', 'post id', 'quoted text', 'quoted author', 'quoted date', 'detail'],
];

/** One row an embed; an article without any, or one that could not be read, has one of its own. */
export function reportSheet(articles: readonly ReportArticle[], baseUrl: string): string {
  return writeSheet(
    columns,
    articles.flatMap((article) =>
      article.embeds.length === 0
        ? [rowWithout(article)]
        : article.embeds.map((embed) => rowOf(article, embed, baseUrl)),
    ),
  );
}

function rowOf({ url }: ReportArticle, embed: ReportEmbed, baseUrl: string): Cell[] {
  const { position, verdict, state, platform, canonicalUrl, foundUrl, form, lookedAt, held } = embed;
  const { postId, quotation, detail } = embed;
  const card = held === 'nothing' ? null : `${baseUrl}/embed/${encodeURIComponent(postId)}`;
  return [
    ...[url, position, verdict, state, platform, canonicalUrl, foundUrl, form, lookedAt, held, card, postId],
    ...[quotation?.text ?? null, quotation?.authorHandle ?? quotation?.authorName ?? null],
    ...[quotation?.date ?? null, detail],
  ];
}

function rowWithout({ url, status, error }: ReportArticle): Cell[] {
  const verdict = { waiting: 'waiting', failed: 'not read', done: 'no embeds' }[status];
  return columns.map((column) => ({ article: url, verdict, detail: error })[column] ?? null);
}
