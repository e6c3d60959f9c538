import type { Artifact } from '#domain/capture.ts';
import type { Medium } from '#domain/record.ts';
import { fillText } from './fill.ts';
import { html, type Markup } from './html.ts';
import type { Locale } from './locale.ts';

/** Captions beneath a video, in the order of `captions`; those without a source are left out. */
export function renderTracks(
  captions: readonly Artifact[],
  { captions: stated = [] }: Pick<Medium, 'captions'>,
  { sourceOf, locale }: { sourceOf: (artifact: Artifact) => string | null; locale: Locale },
): Markup[] {
  const { languageName, messages } = locale;
  return captions.flatMap((artifact) => {
    const source = sourceOf(artifact);
    if (source === null) {
      return [];
    }
    // `captions-1.fr.vtt`, and `captions-1.fr.2.vtt` where there are several in the language.
    const [, language = 'und', place = ''] = artifact.name.split('.');
    const name = /^\d+$/.test(place) ? `${languageName(language)} ${place}` : languageName(language);
    const isAutomatic = stated?.find(({ url }) => url === artifact.sourceUrl)?.automatic;
    const label = isAutomatic ? fillText(messages.media.automaticCaptions, { language: name }) : name;
    return [html`<track kind="captions" src="${source}" srclang="${language}" label="${label}">`];
  });
}
