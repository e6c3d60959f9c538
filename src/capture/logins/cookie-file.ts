import { type LoginCookie, LoginFileError, type LoginState } from './storage-state.ts';

const httpOnlyMark = '#HttpOnly_';

/**
 * A Netscape cookie file, as curl, yt-dlp and browser extensions write it: seven fields a line, separated by tabs
 * (https://curl.se/docs/http-cookies.html). Throws `LoginFileError`.
 */
export function readCookieFile(text: string): LoginState {
  const cookies: LoginCookie[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const isComment = line.startsWith('#') && !line.startsWith(httpOnlyMark);
    if (line.trim() !== '' && !isComment) {
      cookies.push(cookieOf(line, index + 1));
    }
  }
  return { cookies, origins: [] };
}

function cookieOf(line: string, number: number): LoginCookie {
  const httpOnly = line.startsWith(httpOnlyMark);
  const fields = (httpOnly ? line.slice(httpOnlyMark.length) : line).split('\t');
  // A value may be empty, and some writers leave out its tab then.
  const [domain = '', toSubdomains = '', path = '', secure = '', expires = '', name = '', value = ''] =
    fields;
  if (fields.length < 6 || fields.length > 7) {
    throw new LoginFileError(`has ${fields.length} fields where a cookie has 7, separated by tabs`, number);
  }
  const host = domain.replace(/^\./, '');
  if (!/^[\w-]+(?:\.[\w-]+)*$/.test(host)) throw new LoginFileError('the first field is not a host', number);
  if (!isFlag(toSubdomains)) throw new LoginFileError('the second field is not TRUE or FALSE', number);
  if (!path.startsWith('/')) throw new LoginFileError('the third field is not a path', number);
  if (!isFlag(secure)) throw new LoginFileError('the fourth field is not TRUE or FALSE', number);
  if (!/^-?\d+(?:\.\d+)?$/.test(expires)) throw new LoginFileError('the fifth field is not a time', number);
  if (name === '') throw new LoginFileError('the sixth field, the name, is empty', number);
  const seconds = Number(expires);
  return {
    name,
    value,
    domain: isTrue(toSubdomains) ? `.${host}` : host,
    path,
    // 0 stands for the end of the session.
    expires: seconds <= 0 ? -1 : seconds,
    httpOnly,
    secure: isTrue(secure),
    // The file does not say; what a browser assumes.
    sameSite: 'Lax',
  };
}

const isFlag = (field: string) => /^(?:TRUE|FALSE)$/i.test(field);
const isTrue = (field: string) => /^TRUE$/i.test(field);
