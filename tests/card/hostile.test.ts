import { describe, expect, test } from 'vitest';
import { renderCard } from '#card/render-card.ts';
import type { CardView } from '#card/view.ts';
import { artifactWith, captureWith, recordWith, viewWith } from './card-views.ts';
import { dangersOf, parsePage } from './page.ts';

/** What strangers write where a name, a text or an address is expected. */
const attacks = [
  '<script>alert(1)</script>',
  '"><script>alert(1)</script>',
  "'><img src=x onerror=alert(1)>",
  '" onload="alert(1)" x="',
  '</title><script>alert(1)</script>',
  '</style><script>alert(1)</script>',
  '--><svg onload=alert(1)>',
  '<iframe src=https://evil.example></iframe>',
  'javascript:alert(1)',
  'java\nscript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  '//evil.example/picture.png',
  'https://evil.example/" onmouseover="alert(1)',
  '\u0000<script>alert(1)</script>',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
];

describe('what strangers wrote does nothing', () => {
  test.each(attacks)('%j in every field of a capture', (attack) => {
    expect(dangersOf(parsePage(renderCard(hostileView(attack))))).toEqual([]);
  });

  test.each(attacks)('%j in every field of a quotation', (attack) => {
    const quotation = { text: attack, authorName: attack, authorHandle: attack, date: attack };
    const view = viewWith(null, { quotation, canonicalUrl: attack, platform: attack });

    expect(dangersOf(parsePage(renderCard(view)))).toEqual([]);
  });

  test.each(attacks)('%j where our own media would be', (attack) => {
    const view = { ...hostileView('plain'), mediaUrl: () => attack };

    expect(dangersOf(parsePage(renderCard(view)))).toEqual([]);
  });

  test('and is shown as what it is', () => {
    const attack = '<b onclick=x>&amp;"\'</b>';
    const page = parsePage(renderCard(viewWith(captureWith({ record: recordWith({ text: attack }) }))));

    expect(page.text).toContain(attack);
  });

  test('the check itself sees what is dangerous', () => {
    const page = parsePage('<img src=//evil.example onerror=x><a href="javascript:x">y</a><script></script>');

    expect(dangersOf(page)).toHaveLength(4);
  });
});

/** A capture whose every text is the attack. */
function hostileView(attack: string): CardView {
  const medium = {
    alt: attack,
    width: 10,
    height: 10,
    durationMs: null,
    posterUrl: attack,
    variants: [{ url: attack, mediaType: attack, bitrate: null, width: null, height: null }],
  };
  const { quoted: _, ...inner } = recordWith({ text: attack, title: attack, canonicalUrl: attack });
  const record = recordWith({
    canonicalUrl: attack,
    author: { name: attack, handle: attack, url: attack, id: attack, avatarUrl: attack },
    title: attack,
    text: `${attack}\n${attack}`,
    links: [{ url: attack, start: 0, end: attack.length }],
    language: attack,
    publishedAt: attack,
    editedAt: attack,
    media: [
      { kind: 'photo', ...medium },
      { kind: 'video', ...medium },
      { kind: 'gif', ...medium },
      { kind: 'audio', ...medium },
      { kind: 'photo', ...medium },
    ],
    replyTo: { postId: attack, authorHandle: attack, url: attack },
    poll: { options: [{ label: attack, count: 3 }], endsAt: null },
    labels: [attack],
    quoted: { ...inner, author: { name: attack, handle: attack, url: attack, id: null, avatarUrl: null } },
  });
  const artifacts = [
    artifactWith({ name: 'media-1.jpg', mediaType: 'image/jpeg', sourceUrl: attack }),
    artifactWith({ name: 'media-2.mp4', mediaType: 'video/mp4', sourceUrl: attack }),
    artifactWith({ name: 'media-3.gif', mediaType: 'image/gif', sourceUrl: attack }),
    artifactWith({ name: 'media-4.mp3', mediaType: 'audio/mpeg', sourceUrl: attack }),
  ];
  const capture = captureWith({
    takenAt: attack,
    source: 'archive',
    record,
    artifacts,
    missing: [{ role: 'media', reason: attack }],
    provenance: { archiveUrl: attack, archivedAt: attack },
  });
  const post = {
    postId: attack,
    platform: attack,
    canonicalUrl: attack,
    stateSince: attack,
    editedAt: attack,
  };
  return viewWith(
    capture,
    { ...post, state: 'deleted' },
    (name) => `/embed/x/media/${encodeURIComponent(name)}`,
  );
}
