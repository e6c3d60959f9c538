import { html, type Insertable, type Markup } from './html.ts';

/** Short statements after each other, with a dot between; what is null, false or empty is none. */
export function dotted(statements: readonly Insertable[]): Markup {
  const said = statements.filter(
    (each) => each !== null && each !== false && each !== undefined && each !== '',
  );
  return html`${said.map((each, index) => html`${index > 0 && ' · '}${each}`)}`;
}
