/** The quoted words without the link to the post's own media, which ends them; nothing else is taken away. */
export function withoutTrailingMediaLink(text: string): string {
  const trimmed = text.trim();
  const link = /(?:https?:\/\/)?pic\.(?:twitter|x)\.com\/[A-Za-z0-9]{6,10}$/i.exec(trimmed.slice(-60));
  return link === null ? trimmed : trimmed.slice(0, -link[0].length).trimEnd();
}
