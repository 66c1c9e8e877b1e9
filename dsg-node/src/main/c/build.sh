#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds dsg-supervisor, without libraries where the machine has static ones: a small program is forked quickly.
# Usage: build.sh FILE [if-possible|yes]. Without a C compiler nothing is built, and the node uses bubblewrap; so it is with
# one that cannot, unless it is wanted by all means.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
out=$1
if [ -x "$out" ] && [ -z "$(find "$here" -newer "$out" -type f)" ]; then exit; fi
rm -f "$out"
mkdir -p "$(dirname -- "$out")"
compiler=${CC:-cc}
if ! command -v "$compiler" >/dev/null 2>&1; then
    echo "dsg-supervisor is not built: there is no C compiler (Debian: apt install gcc libc6-dev). Sandboxes are bubblewrap's."
    exit
fi
for how in -static-pie -static -pie; do
    # shellcheck disable=SC2086
    if said=$("$compiler" -std=gnu11 -O2 -Wall -Wextra -fPIE $how -s -o "$out" "$here/supervisor.c" 2>&1); then exit; fi
done
rm -f "$out"
echo "dsg-supervisor is not built: $compiler could not. Sandboxes are bubblewrap's. It said:"
echo "$said" | head -n 5
[ "${2:-}" != yes ]
