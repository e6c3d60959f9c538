import { browserNoise, type Site } from '../../tests/support/recorded-web/recorded-web.ts';
import { file, html } from './answers.ts';
import type { DemoMedia } from './pictures.ts';

export const videoPageUrl = 'https://www.harbour-museum.example/films/lantern-parade';

/** A page of no platform, with a film of its own: what `web` captures. */
export function museum(media: DemoMedia): Site {
  return {
    host: 'www.harbour-museum.example',
    noise: browserNoise,
    handle: ({ url }) => {
      switch (url.pathname) {
        case '/films/lantern-parade':
          return html(page);
        case '/films/lantern-parade.mp4':
          return file('video/mp4', media.films.high);
        case '/films/lantern-parade.jpg':
          return file('image/jpeg', media.pictures.get('film-poster') ?? new Uint8Array());
        default:
          return null;
      }
    },
  };
}

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>The lantern parade – Harbour Museum</title>
<meta name="description" content="Two seconds of the lantern parade, filmed from the quay.">
<meta property="og:title" content="The lantern parade">
<meta property="og:description" content="Two seconds of the lantern parade, filmed from the quay.">
<meta property="og:image" content="https://www.harbour-museum.example/films/lantern-parade.jpg">
<meta property="article:published_time" content="2023-11-11T18:30:00Z">
<link rel="canonical" href="${videoPageUrl}">
<style>body { max-width: 40rem; margin: 2rem auto; font: 18px/1.5 sans-serif; } video { width: 100%; }</style>
</head>
<body>
<main>
<h1>The lantern parade</h1>
<video controls width="320" height="180" preload="metadata" poster="/films/lantern-parade.jpg">
<source src="/films/lantern-parade.mp4" type="video/mp4">
</video>
<p>Every November the children of the old harbour carry their lanterns along the quay. This film was made from the steps of
the museum; it is short, since the film was.</p>
</main>
</body>
</html>
`;
