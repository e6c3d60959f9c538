/** Whether gzip makes it smaller: text and what is made of text, not pictures, film, fonts and archives. */
export function isCompressible(mediaType: string): boolean {
  const type = essence(mediaType);
  if (/^(image\/(svg\+xml|bmp|x-icon|vnd\.microsoft\.icon)|font\/(ttf|otf)|audio\/wav)$/.test(type)) {
    return true;
  }
  return !/^(image|video|audio|font)\/|^application\/(zip|gzip|wacz|x-gzip|pdf|octet-stream|font-woff2?|vnd\.apple\.installer|x-7z-compressed)/.test(
    type,
  );
}

/** `text/html` of `Text/HTML; charset=utf-8`. */
export function essence(mediaType: string): string {
  return (mediaType.split(';', 1)[0] ?? '').trim().toLowerCase();
}
