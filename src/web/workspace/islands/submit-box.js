/**
 * The box takes a file that is dropped or chosen: its text is what would have been pasted. Ctrl or ⌘ with Enter sends it.
 */
const form = document.getElementById('submit');
const box = document.getElementById('what');
const chooser = document.getElementById('file');

if (
  form instanceof HTMLFormElement &&
  box instanceof HTMLTextAreaElement &&
  chooser instanceof HTMLInputElement
) {
  /** @param {File | undefined} file */
  const take = async (file) => {
    if (file === undefined) {
      return;
    }
    const text = await file.text();
    const isText = !text.includes('\u0000');
    chooser.setCustomValidity(
      isText ? '' : `${file.name} is no text file: choose a list, a sheet saved as CSV, or HTML.`,
    );
    chooser.reportValidity();
    if (isText) {
      box.value = text;
      box.focus();
    }
  };
  chooser.addEventListener('change', () => void take(chooser.files?.[0]));
  box.addEventListener('dragover', (event) => {
    if (event.dataTransfer?.types.includes('Files')) {
      event.preventDefault();
    }
  });
  box.addEventListener('drop', (event) => {
    const file = event.dataTransfer?.files[0];
    if (file !== undefined) {
      event.preventDefault();
      void take(file);
    }
  });
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      form.requestSubmit();
    }
  });
}
