#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds and checks the page with this machine's npm; Maven calls it. What has not changed since it last went well is
# not done again.
#   page.sh build|check if-possible|yes|no
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
cd "$here"
what=$1
wanted=$2
made=target/classes/dsg/dashboard
mkdir -p target/classes/dsg

without() {
    rm -rf "$made" target/page.built
    [ "$what" = check ] || echo "dsg-dashboard: $1, so this build has no page; the coordinator says so in its place." >&2
    exit 0
}
[ "$wanted" != no ] || without "the page is left out as asked"
command -v npm >/dev/null 2>&1 && command -v node >/dev/null 2>&1 || without "npm is not installed"
node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' ||
    without "Node.js $(node --version) is older than 20.19"

hash() {
    find "$@" -type f | LC_ALL=C sort | xargs sha256sum | sha256sum | cut -d ' ' -f 1
}
is_same() {
    [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]
}

# Two builds at once would take the folder from each other.
if command -v flock >/dev/null 2>&1; then
    exec 9>target/page.lock
    flock 9
fi

inputs=$(hash package.json package-lock.json tsconfig.json vite.config.ts .oxlintrc.json page.sh src)
stamp=target/page.built
[ "$what" = build ] || stamp=target/page.checked
if is_same "$stamp" "$inputs" && { [ "$what" = check ] || [ -f "$made/index.html" ]; }; then
    exit 0
fi

packages=$(hash package.json package-lock.json)
if ! is_same node_modules/.dsg-packages "$packages"; then
    if npm ci --no-audit --no-fund --loglevel=error >target/npm.log 2>&1; then
        echo "$packages" >node_modules/.dsg-packages
    elif [ "$wanted" = yes ]; then
        cat target/npm.log >&2
        exit 1
    else
        without "npm could not fetch its packages (see dsg-dashboard/target/npm.log)"
    fi
fi

case $what in
    build)
        npm run --silent build >target/build.log 2>&1 || {
            cat target/build.log >&2
            exit 1
        }
        ;;
    check)
        npm run --silent check >target/check.log 2>&1 || {
            cat target/check.log >&2
            exit 1
        }
        ;;
esac
echo "$inputs" >"$stamp"
