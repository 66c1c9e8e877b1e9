#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes dsg-VERSION.pkg on a Mac with a JDK 25, by jpackage. UNTESTED: written from jpackage's documents; whoever runs it
# first, please mend it. Usage: tools/package-macos.sh
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$here/tools/find-jdk.sh"
[ "${DSG_SKIP_BUILD:-}" = 1 ] || (cd "$here" && mvn -q -B -DskipTests -pl dsg-cli -am package)
read -r version <"$here/dsg-cli/target/classes/dsg/cli/version.txt"
out=$here/target/package
input=$out/macos-input
rm -rf "$input"
mkdir -p "$input/dist"
cp "$here"/dsg-cli/target/dsg-cli-*.jar "$input/dsg-cli.jar"
cp -R "$here/dsg-cli/target/dist/lib" "$here/dsg-cli/target/dist/options" "$here/dsg-cli/target/dist/compiler.json" "$input/dist/"
cp -R "$here/examples" "$input/examples"

# A .pkg wants a version that begins with a number above 0.
case $version in
    0.*) packaged=1${version#0} ;;
    *) packaged=$version ;;
esac
# jpackage reads a file of options as java does, but those for the JVM are given one by one.
set --
while read -r option; do set -- "$@" --java-options "$option"; done <"$here/dsg-cli/target/dist/options"
"$JAVA_HOME/bin/jpackage" --type pkg --name dsg --app-version "$packaged" --dest "$out" --input "$input" \
    --main-jar dsg-cli.jar --main-class dsg.cli.Main --add-modules java.se,jdk.compiler,jdk.jartool,jdk.zipfs,jdk.unsupported,jdk.management \
    --license-file "$here/LICENSE" --vendor "The DSG project" "$@" --java-options '-Ddsg.examples=$APPDIR/examples'
rm -rf "$input"
echo "$out/dsg-$packaged.pkg"
echo "The command is /Applications/dsg.app/Contents/MacOS/dsg; a link makes it dsg: sudo ln -s THAT /usr/local/bin/dsg"
