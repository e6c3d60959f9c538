import { claim, type Find, findOf, type HtmlFinder, unclaimed } from '../finder.ts';
import { framesOf } from '../hrefs.ts';
import { recogniseFrame } from '../recogniser.ts';

const CONFIDENCE = 0.95;

/** Frames that show a post; the helper frames of the platforms' scripts are named as what they are. */
export const iframes: HtmlFinder = {
  name: 'iframe',
  find(article) {
    const finds: Find[] = [];
    for (const [index, node] of unclaimed(article, ['iframe', 'amp-iframe', 'frame'])) {
      const found = framesOf(node.attributes, article.baseUrl).flatMap((url) => {
        const identity = recogniseFrame(article.recognise, url);
        const sighting = { place: [index], form: 'iframe' as const, url, identity, confidence: CONFIDENCE };
        return findOf(sighting) ?? [];
      });
      const find = found.find(({ kind }) => kind === 'embed') ?? found[0];
      if (find === undefined) continue;
      finds.push(find);
      claim(article, index, node.end);
    }
    return finds;
  },
};
