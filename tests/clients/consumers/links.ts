import { parts } from '../parts.ts';

export interface ReadLink {
  uri: string;
  rel: string;
  datetime?: string;
}

export type ReadLinks = (text: string) => ReadLink[];

/** Links as http-link-header reads them (RFC 8288), which has nothing of ours. */
export async function loadLinkReader(): Promise<ReadLinks> {
  const url = parts.consumers.moduleUrlOf('http-link-header');
  const { default: reader }: { default: { parse(text: string): { refs: ReadLink[] } } } = await import(url);
  return (text) => reader.parse(text).refs;
}
