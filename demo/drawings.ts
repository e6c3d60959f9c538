/** The demo's still pictures, as SVG; make-media.ts turns them into demo/media/<name>.jpg. */
export const drawings = [
  { name: 'avatar-blue', svg: avatar('#2b6cb0', '#bee3f8') },
  { name: 'avatar-green', svg: avatar('#2f855a', '#c6f6d5') },
  { name: 'avatar-red', svg: avatar('#9b2c2c', '#fed7d7') },
  {
    name: 'almond-trees',
    svg: `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="800"><defs><linearGradient id="s" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#8ec5fc"/><stop offset="1" stop-color="#e8f4ff"/></linearGradient></defs>
      <rect width="1200" height="800" fill="url(#s)"/><rect y="520" width="1200" height="280" fill="#6b8e4e"/>
      <rect y="640" width="1200" height="110" fill="#4a90c2"/>
      ${[180, 480, 820, 1060].map((x) => `<rect x="${x}" y="380" width="26" height="220" fill="#5b4636"/>`).join('')}
      ${blossoms(90)}</svg>`,
  },
  {
    name: 'old-bridge',
    svg: `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="1200"><rect width="900" height="1200" fill="#f5d6a8"/>
      <circle cx="660" cy="260" r="110" fill="#f08a4b"/><rect y="760" width="900" height="440" fill="#3f7d9e"/>
      <path d="M0 700 H900 V800 H800 A350 330 0 0 0 100 800 H0 Z" fill="#7d6b5d"/></svg>`,
  },
];

function avatar(background: string, shoulders: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96"><rect width="96" height="96" fill="${background}"/>
    <circle cx="48" cy="38" r="18" fill="#fff"/><ellipse cx="48" cy="92" rx="34" ry="28" fill="${shoulders}"/></svg>`;
}

function blossoms(count: number): string {
  return Array.from({ length: count }, (_, index) => {
    const x = 60 + ((index * 137) % 1080);
    const y = 120 + ((index * 71) % 330);
    return `<circle cx="${x}" cy="${y}" r="${14 + (index % 5) * 5}" fill="${index % 3 ? '#f6c1d5' : '#fbe4ee'}"/>`;
  }).join('');
}
