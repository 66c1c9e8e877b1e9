# SPDX-License-Identifier: Apache-2.0
# Makes the ahead-of-time caches (JEP 483, 514) of the command line, the coordinator and the node: one short run of all
# three, in which each notes what it loads. They halve the start of each. Usage: aot.sh CHECKOUT, with JAVA_HOME set.
set -eu

dist=$1/dsg-cli/target/dist
jar=$(echo "$1"/dsg-cli/target/dsg-cli-*.jar)
rm -f "$dist"/*.aot

DSG_HOME=$(mktemp -d)
DSG_AOT_TRAINING=1
export DSG_HOME DSG_AOT_TRAINING
# Whatever goes wrong, nothing of it stays.
trap 'for run in "$DSG_HOME"/run/*.json; do
          [ ! -f "$run" ] || kill "$(sed "s/.*\"pid\":\([0-9]*\).*/\1/" "$run")" 2>/dev/null || true
      done
      rm -rf "$DSG_HOME"' EXIT
dsg() {
    "$JAVA_HOME/bin/java" $cache -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xms16m -Xmx256m \
        --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -cp "$jar" dsg.cli.Main "$@"
}

cache=
dsg up --port 0
cache=-XX:AOTCacheOutput=$dist/dsg.aot
dsg run --out "$DSG_HOME/results" -- /bin/sh -c 'echo trained'
cache=
dsg down

# Each process writes its cache as it ends.
tries=0
while [ $tries -lt 300 ] && { [ ! -s "$dist/coordinator.aot" ] || [ ! -s "$dist/node.aot" ] || [ ! -s "$dist/dsg.aot" ]; }; do
    tries=$((tries + 1))
    sleep 0.1
done
# A cache that is still being written ends with the removal of its notes.
while [ $tries -lt 300 ] && ls "$dist"/*.aot.config >/dev/null 2>&1; do
    tries=$((tries + 1))
    sleep 0.1
done
