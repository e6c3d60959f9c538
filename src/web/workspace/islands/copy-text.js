/** `<copy-text for="id">`: a button that copies the text of that element. Without script there is none. */
class CopyText extends HTMLElement {
  connectedCallback() {
    const source = document.getElementById(this.getAttribute('for') ?? '');
    if (source === null || navigator.clipboard === undefined || this.childElementCount > 0) {
      return;
    }
    const label = this.getAttribute('label') ?? 'Copy';
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'small';
    button.textContent = label;
    const said = document.createElement('span');
    said.className = 'quiet';
    said.setAttribute('role', 'status');
    button.addEventListener('click', () => {
      const text = source instanceof HTMLTextAreaElement ? source.value : (source.textContent ?? '');
      navigator.clipboard.writeText(text).then(
        () => {
          said.textContent = 'Copied.';
        },
        () => {
          said.textContent = 'The browser did not let it be copied; select it instead.';
        },
      );
    });
    this.append(button, ' ', said);
  }
}

customElements.define('copy-text', CopyText);
