# SPDX-License-Identifier: Apache-2.0
# Makes the ahead-of-time caches (JEP 483, 514) of the command line, the coordinator and the node: one short run of all
# three, in which each notes what it loads. They halve the start of each. Usage: aot.sh JAR [CacheableJars.java], with
# JAVA_HOME set: JAR is the command line's, its libraries lie in dist/lib beside it, and the caches come into dist. The
# second argument makes libraries fit for the caches first; in packages they are.
# The command line's run is a day of a person who uses it, in one process: see dsg.cli.Training.
set -eu

jar=$1
dist=${jar%/*}/dist
rm -f "$dist"/*.aot "$dist"/wasm/*.aot
if [ -n "${2:-}" ]; then
    "$JAVA_HOME/bin/java" "$2" "$dist"/lib/picocli-*.jar "$dist"/lib/bc*.jar
fi

made=$(mktemp -d "$dist/making.XXXXXX")
DSG_HOME=$(mktemp -d)
DSG_AOT_TRAINING=$made
DSG_LISTEN=127.0.0.1
export DSG_HOME DSG_AOT_TRAINING DSG_LISTEN
# Whatever goes wrong, nothing of it stays.
trap 'for run in "$DSG_HOME"/run/*.json; do
          [ ! -f "$run" ] || kill "$(sed "s/.*\"pid\":\([0-9]*\).*/\1/" "$run")" 2>/dev/null || true
      done
      rm -rf "$DSG_HOME" "$made"' EXIT
# As in dsg.cli.Launch: nothing is noted of what C2 is to compile.
dsg() {
    "$JAVA_HOME/bin/java" $cache -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xms16m -Xmx256m \
        '-XX:CompileCommand=exclude,sun.security.provider.DigestBase::*' \
        '-XX:CompileCommand=exclude,sun.security.provider.SHA*::*' \
        '-XX:CompileCommand=exclude,com.sun.crypto.provider.*::*' \
        --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -cp "$jar" "$@"
}

cache=
dsg dsg.cli.Main up --port 0
printf 'dsg: 1\nname: trained\nsweep: {grid: {i: [1, 2]}}\nrun: echo {{ i }}\n' >"$DSG_HOME/job.yaml"
cache=-XX:AOTCacheOutput=$made/dsg.aot
cat <<END | dsg dsg.cli.Training
check $DSG_HOME/job.yaml
run --out $DSG_HOME/results $DSG_HOME/job.yaml
submit $DSG_HOME/job.yaml
wait last
watch last
ls
ls --json
status
job show last
job show last --json
logs last
explain last.main.1
get last --out $DSG_HOME/results
node list
--help
ls --help
nonsense
END
cache=
dsg dsg.cli.Main down

# A module that adds two numbers: what runs WebAssembly notes what it loads for that. As in dsg.node.WasmRung.
printf '\0asm\1\0\0\0\1\4\1\140\0\0\3\2\1\0\5\3\1\0\1\7\12\1\6_start\0\0\12\12\1\10\0\101\1\101\2\152\32\13' >"$DSG_HOME/trained.wasm"
jars=
for jar in "$dist"/wasm/*.jar; do jars=$jars${jars:+:}$jar; done
(cd "$DSG_HOME" && "$JAVA_HOME/bin/java" -XX:AOTCacheOutput="$made/wasm.aot" -XX:+UseSerialGC -XX:-UsePerfData -cp "$jars" \
    dsg.wasm.Main trained.wasm)

# Each process writes its cache as it ends.
tries=0
while [ $tries -lt 900 ] && { [ ! -s "$made/coordinator.aot" ] || [ ! -s "$made/node.aot" ] || [ ! -s "$made/dsg.aot" ]; }; do
    tries=$((tries + 1))
    sleep 0.1
done
# A cache that is still being written ends with the removal of its notes.
while [ $tries -lt 900 ] && ls "$made"/*.aot.config >/dev/null 2>&1; do
    tries=$((tries + 1))
    sleep 0.1
done
# As a whole or not at all: somebody may start DSG meanwhile.
[ ! -f "$made/wasm.aot" ] || mv "$made/wasm.aot" "$dist/wasm/"
mv "$made"/*.aot "$dist/"
