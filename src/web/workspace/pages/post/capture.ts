import { html, type Markup } from '#card/html.ts';
import { languageTag, renderText } from '#card/text.ts';
import type { CaptureState } from '#catalogue/catalogue.ts';
import type { PostRecord } from '#domain/record.ts';
import { when } from '../../parts/time.ts';
import { countOf, statusBadge } from '../../parts/words.ts';
import { renderEvidence } from './evidence.ts';
import { renderFiles } from './files.ts';
import { renderMedia } from './media.ts';
import type { PostPage } from './post-page.ts';
import { renderProvenance } from './provenance.ts';
import { countNames, roleNames, sourceNames } from './words.ts';

/** One capture: how it went, and all that it holds. */
export function renderCapture(page: PostPage, capture: CaptureState): Markup {
  return html`<section aria-labelledby="capture"><h2 id="capture">Capture of ${when(capture.takenAt ?? capture.createdAt)}</h2>
${renderOutcome(page, capture)}
${capture.record && renderWords(capture.record)}
${renderMedia(page, capture)}
${renderFiles(page, capture)}
${renderEvidence(page, capture)}
${renderProvenance(page, capture)}</section>`;
}

function renderOutcome({ post }: PostPage, { id, status, source, missing, lastError }: CaptureState): Markup {
  return html`<p>${statusBadge(status)} from ${sourceNames[source]}${id === post.currentCaptureId && html`; <strong>the best one held</strong>`}.</p>
${
  missing.length > 0 &&
  html`<h3>Missing</h3><ul>${missing.map(
    ({ role, reason }) => html`<li>${roleNames[role]}: <bdi>${reason}</bdi></li>`,
  )}</ul>`
}
${status === 'failed' && lastError !== null && html`<p class="notice bad">${lastError}</p>`}`;
}

/** What it says, as text: readable, searchable and speakable where a picture is not. */
function renderWords(record: PostRecord): Markup {
  const language = languageTag(record.language);
  const counted = Object.entries(countNames).flatMap(([count, name]) => {
    const number = record.counts[count as keyof typeof countNames];
    return number === null ? [] : [`${name} ${new Intl.NumberFormat('en').format(number)}`];
  });
  return html`<h3 id="text">Text</h3>
${
  record.text === ''
    ? html`<p class="quiet">It has no words.</p>`
    : html`<div class="panel said long" tabindex="0" role="region" aria-labelledby="text"${language && html` lang="${language}"`}>${record.title && html`<p dir="auto"><strong>${record.title}</strong></p>`}${renderText(record.text, record.links)}</div>`
}
${record.textTruncated && html`<p class="quiet">The platform’s answer was cut here.</p>`}
<dl class="facts">${record.publishedAt && html`<dt>Published</dt><dd>${when(record.publishedAt)}</dd>`}${
    record.editedAt && html`<dt>Edited</dt><dd>${when(record.editedAt)}</dd>`
  }${counted.length > 0 && html`<dt>At capture</dt><dd>${counted.join(' · ')}</dd>`}${
    record.labels.length > 0 && html`<dt>Labels</dt><dd><bdi>${record.labels.join(', ')}</bdi></dd>`
  }${record.media.length > 0 && html`<dt>Media</dt><dd>${countOf(record.media.length, 'picture or video', 'pictures and videos')}</dd>`}</dl>`;
}
