#!/bin/sh
# Becomes the browser. Says under which process id (exec keeps it, so it is also the id of the process group),
# leaves no core files, and gives up root where EMBED_ARCHIVER_UID is set, so that Chromium keeps its sandbox.
set -eu
echo "$$" > "$EMBED_ARCHIVER_PID_FILE"
ulimit -c 0
cd "$TMPDIR"
if [ -n "${EMBED_ARCHIVER_UID:-}" ]; then
  exec setpriv "--reuid=$EMBED_ARCHIVER_UID" "--regid=$EMBED_ARCHIVER_GID" --clear-groups --no-new-privs \
    "$EMBED_ARCHIVER_BROWSER" "$@"
fi
exec "$EMBED_ARCHIVER_BROWSER" "$@"
