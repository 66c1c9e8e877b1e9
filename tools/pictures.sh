#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes the pictures of the page in docs/images again: a grid of three machines on this one with something to show, and
# a chromium that looks at it. Takes a few minutes. Needs root, chromium, node, and a built DSG.
#   tools/pictures.sh            the pictures of the documents, into docs/images
#   tools/pictures.sh all DIR    every page, in light and dark at three widths, to be looked at, into DIR
# QUICK=1 leaves out the search for the black holes, which takes the longest.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
what=${1:-documents}
out=${2:-$here/docs/images}
[ "$(id -u)" = 0 ] || { echo "Only root can give each machine a name of its own." >&2 && exit 1; }
mkdir -p "$out"
work=$(mktemp -d)
export DSG_LISTEN=127.0.0.1 DSG_SKIP_BUILD=1

# on HOST COMMAND...: types dsg on a machine of that name
on() {
    host=$1
    shift
    DSG_HOME="$work/$host" unshare --uts sh -c 'hostname "$0"; exec "$@"' "$host" "$here/dsg" "$@"
}

end() {
    [ -z "${asking:-}" ] || kill "$asking" 2>/dev/null || true
    for host in cellar attic den; do
        [ ! -d "$work/$host" ] || on "$host" down >/dev/null 2>&1 || true
    done
    rm -rf "$work"
}
trap end EXIT INT TERM

field() {
    sed -n "s/.*\"$1\" *: *\"\{0,1\}\([^\",}]*\).*/\1/p" | head -n 1
}

cd "$work"
for host in den attic cellar; do
    on "$host" node policy --isolation bare >/dev/null
done
on den up --port 0
port=$(field port <"$work/den/run/coordinator.json")
nodes=$(field node_port <"$work/den/run/coordinator.json")
for host in attic cellar; do
    code=$(on den invite --json | field code)
    on "$host" join "127.0.0.1:$nodes" --code "$code" --yes
done
on den node tag attic +workshop >/dev/null

# What has been computed: a real search, a sweep with its map.
on den example sir-sweep >/dev/null
on den example gw150914 >/dev/null
(cd sir-sweep && on den submit -q --set "seeds=${SEEDS:-2}" job.yaml) >sir.id
if [ -n "${QUICK:-}" ]; then cp sir.id gw.id; else (cd gw150914 && on den submit -q job.yaml) >gw.id; fi

# What goes wrong, what goes on, what waits.
cat >melting.yaml <<'JOB'
dsg: 1
name: melting-points
description: Melting points of alloys, by their share of tin
sweep: {grid: {tin: {range: "1..12"}}}
run: |
  echo "alloy with {{ tin }} parts of tin"; echo "start at 450 K"
  test {{ tin }} -ne 7 || { echo "step 212: temperature is not a number" >&2; echo "melt.py: no solution at tin = {{ tin }}" >&2; exit 3; }
  echo "melts at $((505 - {{ tin }} * 3)) K"
JOB
cat >drift.yaml <<'JOB'
dsg: 1
name: ocean-drift
description: Where buoys drift, by the day on which they are set out
stages:
  prepare:
    run: echo currents read; sleep 1; echo 31 > days
    out: {days: days}
  drift:
    in: {days: {from: prepare.days}}
    sweep: {grid: {day: {range: "1..31"}}}
    run: |
      test {{ day }} -le 11 && exit 0
      for i in $(seq 1 400); do echo "DSG_PROGRESS $(awk -v i=$((i + {{ day }} * 7)) 'BEGIN { print (i % 90) / 100 }') day {{ day }}: buoy $i"; sleep 1; done
  map:
    needs: [drift]
    run: echo
JOB
cat >train.yaml <<'JOB'
dsg: 1
name: train-classifier
run: echo
resources: {gpu: 1}
JOB
on den wait "$(cat sir.id)" >/dev/null || true
on den wait "$(cat gw.id)" >/dev/null || true
on den submit -q melting.yaml >melting.id
on den wait "$(cat melting.id)" >/dev/null || true
on den submit -q drift.yaml >drift.id
on den submit -q train.yaml >train.id
DSG_HOME="$work/laptop" unshare --uts sh -c 'hostname laptop; exec "$@"' sh "$here/dsg" join "127.0.0.1:$nodes" --yes \
    >/dev/null 2>&1 &
asking=$!
sleep 12

cd "$here/dsg-dashboard"
node "$here/tools/pictures.mjs" "$what" "$out" "http://127.0.0.1:$port" "$(cat "$work/den/token")" \
    "$(cat "$work/sir.id")" "$(cat "$work/gw.id")" "$(cat "$work/melting.id")" "$(cat "$work/drift.id")"
