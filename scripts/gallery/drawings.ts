/** Pictures of the gallery, drawn here so that they are nobody's. As `data:` URLs with their sizes. */
export interface Drawing {
  url: string;
  width: number;
  height: number;
}

function draw(width: number, height: number, shapes: string): Drawing {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">${shapes}</svg>`;
  return { url: `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`, width, height };
}

export const drawings = {
  river: draw(
    1200,
    800,
    '<rect width="1200" height="800" fill="#bfe0f2"/><circle cx="930" cy="170" r="80" fill="#fff3c4"/><path d="M0 430 280 250 520 420 760 230 1200 440V800H0z" fill="#7d9a8c"/><path d="M0 560 400 450 1200 580V800H0z" fill="#56795f"/><path d="M520 480C700 560 380 640 620 800H900C640 640 900 560 560 470z" fill="#5b9ec4"/>',
  ),
  bridge: draw(
    1200,
    800,
    '<rect width="1200" height="800" fill="#f4d9b0"/><circle cx="880" cy="250" r="90" fill="#ee8a4a"/><rect y="520" width="1200" height="280" fill="#3f7d9e"/><path d="M0 470H1200V520H1040A180 180 0 0 0 680 520H520A180 180 0 0 0 160 520H0z" fill="#7c6a5c"/>',
  ),
  night: draw(
    900,
    1200,
    '<rect width="900" height="1200" fill="#1c2541"/><circle cx="640" cy="260" r="110" fill="#f7f3df"/><circle cx="690" cy="230" r="95" fill="#1c2541"/><g fill="#fff"><circle cx="150" cy="180" r="5"/><circle cx="320" cy="90" r="4"/><circle cx="420" cy="330" r="5"/><circle cx="210" cy="440" r="4"/><circle cx="770" cy="480" r="5"/></g><path d="M0 900 160 740 340 880 560 660 900 900V1200H0z" fill="#0b132b"/><path d="M250 1000h120v-90l-60-50-60 50z" fill="#3a506b"/><rect x="290" y="930" width="30" height="40" fill="#ffd479"/>',
  ),
  market: draw(
    800,
    800,
    '<rect width="800" height="800" fill="#f6efe3"/><path d="M60 300h680l-60-140H120z" fill="#c8553d"/><path d="M196 300l20-140h92l-10 140zM400 300V160h92l26 140z" fill="#f9e5d8"/><path d="M90 300h20v360H90zM690 300h20v360h-20zM60 520h680v40H60z" fill="#7a5c42"/><g fill="#e3a72f"><circle cx="180" cy="490" r="36"/><circle cx="250" cy="490" r="36"/><circle cx="215" cy="440" r="36"/></g><g fill="#6a994e"><circle cx="400" cy="490" r="36"/><circle cx="470" cy="490" r="36"/><circle cx="435" cy="440" r="36"/></g><g fill="#a4243b"><circle cx="600" cy="490" r="36"/><circle cx="660" cy="490" r="30"/></g>',
  ),
  stage: draw(
    1280,
    720,
    '<rect width="1280" height="720" fill="#2b2d42"/><path d="M640 0 320 600h640z" fill="#8d99ae" opacity=".35"/><rect y="590" width="1280" height="130" fill="#1a1b2b"/><circle cx="640" cy="370" r="46" fill="#edc9a9"/><path d="M560 590c0-120 40-160 80-160s80 40 80 160z" fill="#d90429"/>',
  ),
  tall: draw(
    720,
    1280,
    '<rect width="720" height="1280" fill="#ffe5d0"/><circle cx="360" cy="430" r="150" fill="#f2b79f"/><path d="M120 1280c0-420 90-640 240-640s240 220 240 640z" fill="#2f6690"/><path d="M210 400c0-150 300-150 300 0-90-60-210-60-300 0z" fill="#5a3d2b"/>',
  ),
  page: draw(
    1280,
    1600,
    '<rect width="1280" height="1600" fill="#fff"/><rect width="1280" height="120" fill="#22333b"/><rect x="80" y="40" width="300" height="40" fill="#eae0d5"/><rect x="80" y="180" width="900" height="56" fill="#333"/><rect x="80" y="270" width="1120" height="520" fill="#c6ac8f"/><g fill="#999"><rect x="80" y="840" width="1100" height="20"/><rect x="80" y="885" width="1120" height="20"/><rect x="80" y="930" width="1060" height="20"/><rect x="80" y="975" width="700" height="20"/><rect x="80" y="1060" width="1120" height="20"/><rect x="80" y="1105" width="1090" height="20"/></g>',
  ),
  faceGreen: draw(
    96,
    96,
    '<rect width="96" height="96" fill="#a3c9a8"/><circle cx="48" cy="38" r="18" fill="#3c6e47"/><path d="M12 96c0-28 16-38 36-38s36 10 36 38z" fill="#3c6e47"/>',
  ),
  faceBlue: draw(
    96,
    96,
    '<rect width="96" height="96" fill="#b8d4ec"/><circle cx="48" cy="38" r="18" fill="#27548a"/><path d="M12 96c0-28 16-38 36-38s36 10 36 38z" fill="#27548a"/>',
  ),
  faceRed: draw(
    96,
    96,
    '<rect width="96" height="96" fill="#f2c6c0"/><circle cx="48" cy="38" r="18" fill="#9b2c2c"/><path d="M12 96c0-28 16-38 36-38s36 10 36 38z" fill="#9b2c2c"/>',
  ),
} satisfies Record<string, Drawing>;
export type DrawingName = keyof typeof drawings;
