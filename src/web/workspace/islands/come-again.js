/** Asks for the page again while something on it is under way, and nobody is in the middle of something there. */
class ComeAgain extends HTMLElement {
  #timer = 0;

  connectedCallback() {
    const seconds = Number(this.getAttribute('seconds'));
    this.#timer = window.setInterval(() => {
      if (!document.hidden && document.getSelection()?.isCollapsed !== false) {
        location.reload();
      }
    }, seconds * 1000);
  }

  disconnectedCallback() {
    window.clearInterval(this.#timer);
  }
}

customElements.define('come-again', ComeAgain);
