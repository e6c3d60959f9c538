import type { CaptureLine } from '#catalogue/catalogue.ts';
import type { Absence } from '#domain/post.ts';

/** What a capture works on, as `captures.rung` has it. */
export const rungWords: Record<string, string> = {
  identify: 'finding out which post it is',
  look: 'reading what the platform says of it',
  media: 'fetching pictures, sound and video',
  screenshot: 'taking the picture',
  text: 'keeping the words',
  thumbnail: 'making a small picture',
  'page-archive': 'keeping the page with its traffic',
};

const absenceWords: Record<Absence, string> = {
  deleted: 'The platform says that it was deleted.',
  'account-gone': 'Its account is gone.',
  suspended: 'Its author’s account is suspended.',
  protected: 'It is private, or for members alone.',
  removed: 'The platform or a moderator removed it.',
  'login-gated': 'It is shown only to who is logged in there.',
  'age-gated': 'It is behind an age check.',
  'geo-blocked': 'It is not shown where this archive runs.',
  'not-found': 'There is nothing at its address; whether something was, nobody tells.',
};

/** Why a capture is not complete, or what it waits for; in sentences, nothing where all is well. */
export function whyNot(line: CaptureLine): string[] {
  switch (line.status) {
    case 'complete':
    case 'running':
      return [];
    case 'waiting':
      return [
        ...(line.attempts > 0 || line.lastError !== null
          ? [`It will be tried again${line.lastError === null ? '' : `: ${line.lastError}`}.`]
          : []),
        ...(line.ahead !== null && line.ahead > 0 ? [`${line.ahead} come before it.`] : []),
      ];
    case 'absent':
      return [line.absence === null ? 'It was not there.' : absenceWords[line.absence]];
    case 'partial':
    case 'blocked':
    case 'failed':
      return line.missing.length === 0
        ? ['No reason was noted.']
        : line.missing.map(({ role, reason }) => `${roleWords[role] ?? role}: ${reason}`);
  }
}

const roleWords: Record<string, string> = {
  record: 'What it says',
  raw: 'The platform’s answer',
  media: 'A picture, sound or video',
  screenshot: 'The picture of the post',
  'page-screenshot': 'The picture of the page',
  text: 'The words',
  wacz: 'The page archive',
  thumbnail: 'The small picture',
};
