# syntax=docker/dockerfile:1
FROM node:24-bookworm-slim

# What npm cannot bring: the browser, the fonts that posts are written in, ffmpeg. `setpriv` (util-linux) is in the image.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends \
    chromium-headless-shell \
    ffmpeg \
    fontconfig fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji \
  && rm -rf /var/lib/apt/lists/*

WORKDIR /app

# Never --omit=optional: sharp's binaries are optional packages.
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev && npm cache clean --force

COPY bin ./bin
COPY src ./src
COPY LICENSE NOTICE ./
# Exports carry it, so that what they hold can be checked by hand.
COPY docs/verify-by-hand.md ./docs/
# Which source this is, for provenance: --build-arg REVISION=$(git rev-parse HEAD)
ARG REVISION=
RUN printf '%s\n' "$REVISION" > REVISION

# /data belongs to the user that the service runs as, and so will the volume that is made from it.
RUN useradd --system --uid 10001 --create-home --shell /usr/sbin/nologin archiver \
  && install --directory --owner=archiver --group=archiver /data
USER 10001:10001
ENV NODE_ENV=production DATA_DIR=/data HOST=0.0.0.0 PORT=8080
VOLUME /data
EXPOSE 8080

HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 8080) + '/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "bin/embed-archiver.mjs"]
CMD ["serve"]
