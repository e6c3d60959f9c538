/** Two pictures that stand beside each other can be laid over each other, with a slider between them, or subtracted. */
class PictureCompare extends HTMLElement {
  connectedCallback() {
    const pair = this.querySelector('.pair');
    const [before, after] = this.querySelectorAll('img');
    if (pair === null || before === undefined || after === undefined || this.querySelector('.modes')) {
      return;
    }
    const { layers, top } = makeLayers(before, after);
    const { row, slider } = makeSlider((share) => {
      top.style.clipPath = `inset(0 0 0 ${share}%)`;
    });
    const show = (/** @type {string} */ mode) => {
      pair.toggleAttribute('hidden', mode !== 'beside');
      layers.hidden = mode === 'beside';
      row.hidden = mode !== 'slide';
      layers.classList.toggle('difference', mode === 'difference');
      top.style.clipPath = mode === 'slide' ? `inset(0 0 0 ${slider.value}%)` : 'none';
    };
    this.prepend(makeModes(show), row);
    this.append(layers);
    show('beside');
  }
}

/**
 * @param {HTMLImageElement} before
 * @param {HTMLImageElement} after
 */
function makeLayers(before, after) {
  const layers = document.createElement('div');
  layers.className = 'layers';
  const [bottom, top] = [before, after].map((picture) => {
    const copy = document.createElement('img');
    copy.src = picture.src;
    copy.alt = picture.alt;
    copy.width = picture.width;
    copy.height = picture.height;
    return copy;
  });
  if (bottom === undefined || top === undefined) {
    throw new Error('There are two pictures to compare');
  }
  bottom.loading = 'lazy';
  top.loading = 'lazy';
  top.className = 'top-layer';
  layers.append(bottom, top);
  return { layers, top };
}

/** @param {(share: string) => void} onMove */
function makeSlider(onMove) {
  const row = document.createElement('p');
  const label = document.createElement('label');
  const slider = document.createElement('input');
  slider.type = 'range';
  slider.min = '0';
  slider.max = '100';
  slider.value = '50';
  slider.addEventListener('input', () => onMove(slider.value));
  label.append('Left of here the older, right of here the newer ', slider);
  row.append(label);
  return { row, slider };
}

/** @param {(mode: string) => void} show */
function makeModes(show) {
  const modes = document.createElement('fieldset');
  modes.className = 'modes';
  const legend = document.createElement('legend');
  legend.className = 'visually-hidden';
  legend.textContent = 'How the pictures are compared';
  modes.append(legend);
  const group = `modes-${document.querySelectorAll('.modes').length}`;
  for (const [mode, words] of [
    ['beside', 'Side by side'],
    ['slide', 'Slider'],
    ['difference', 'Difference'],
  ]) {
    const label = document.createElement('label');
    const choice = document.createElement('input');
    choice.type = 'radio';
    choice.name = group;
    choice.checked = mode === 'beside';
    choice.addEventListener('change', () => show(mode ?? 'beside'));
    label.append(choice, ` ${words}`);
    modes.append(label);
  }
  return modes;
}

customElements.define('picture-compare', PictureCompare);
