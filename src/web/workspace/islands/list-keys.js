/**
 * Keys for lists of posts: j and k go from one to the next, / searches, ? tells. They can be switched off, for whoever
 * speaks to the page or has keys of their own.
 */
const storedAs = 'embed-archiver:keys';
const dialog = document.getElementById('keys');
const offer = document.querySelector('[data-keys]');
const usesKeys = document.getElementById('keys-on');

if (
  dialog instanceof HTMLDialogElement &&
  offer instanceof HTMLElement &&
  usesKeys instanceof HTMLInputElement
) {
  usesKeys.checked = localStorage.getItem(storedAs) !== 'off';
  usesKeys.addEventListener('change', () => localStorage.setItem(storedAs, usesKeys.checked ? 'on' : 'off'));
  offer.hidden = false;
  offer.querySelector('button')?.addEventListener('click', () => dialog.showModal());

  /** @param {number} step */
  const go = (step) => {
    const links = [...document.querySelectorAll('.posts .excerpt a')].filter(
      (link) => link instanceof HTMLElement,
    );
    const row = document.activeElement?.closest('.posts > li');
    const now = links.findIndex((link) => row?.contains(link));
    links[Math.min(links.length - 1, Math.max(0, now + step))]?.focus();
  };

  /** @type {Record<string, () => void>} */
  const actions = {
    j: () => go(1),
    k: () => go(-1),
    '/': () => document.getElementById('q')?.focus(),
    '?': () => dialog.showModal(),
  };

  document.addEventListener('keydown', (event) => {
    const { target, key, ctrlKey, metaKey, altKey } = event;
    const writes =
      target instanceof HTMLElement &&
      target.matches('input:not([type=checkbox]), textarea, select, [contenteditable]');
    const action = Object.hasOwn(actions, key) ? actions[key] : undefined;
    if (action === undefined || writes || ctrlKey || metaKey || altKey || dialog.open || !usesKeys.checked) {
      return;
    }
    event.preventDefault();
    action();
  });
}
