#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes packages of DSG for machines like this one, into target/package, with a Java of their own:
#   dsg-VERSION-linux-ARCH.tar.gz   for any Linux with glibc: unpack it and run bin/dsg, or ./install
#   dsg_VERSION_ARCH.deb            for Debian and Ubuntu: service, completion, manual page
# Usage: tools/package.sh [--only tar|deb] [--version VERSION] [--release-key PUBLIC.pem] [--fast]
#   --version VERSION   as another version than the sources say, for tests of the upgrade
#   --release-key FILE  which keys `dsg upgrade` is to trust (several, one after the other); see tools/sign-package.sh
#   --fast              packs badly and quickly, for tests
# The same sources and the same JDK make the same bytes. DSG_SKIP_BUILD=1 takes what was built.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$here/tools/find-jdk.sh"
parts=$here/tools/package
out=$here/target/package
dist=$here/dsg-cli/target/dist
only='' version='' key='' fast=false
while [ $# -gt 0 ]; do
    case $1 in
        --only) only=$2 && shift ;;
        --version) version=$2 && shift ;;
        --release-key) key=$2 && shift ;;
        --fast) fast=true ;;
        *)
            sed -n 's/^# \(Usage:\)/\1/p' "$0" >&2
            exit 2
            ;;
    esac
    shift
done

# What the program's modules are is read from its classes (print: jdeps); tasks find this Java on their PATH and may use
# all of Java SE, its compiler and its tools for jars.
MODULES_OF_TASKS=java.se,jdk.compiler,jdk.jartool,jdk.zipfs

if [ "${DSG_SKIP_BUILD:-}" != 1 ]; then
    (cd "$here" && mvn -q -B -DskipTests -pl dsg-cli -am package)
fi
read -r built <"$here/dsg-cli/target/classes/dsg/cli/version.txt"
version=${version:-$built}
machine=$(uname -m)
case $machine in
    x86_64) debian=amd64 ;;
    aarch64) debian=arm64 ;;
    *) debian=$(dpkg --print-architecture) ;;
esac
# The time in all files: that of the newest commit, unless told; without either, that which the jars have.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$here" log -1 --format=%ct 2>/dev/null || echo 1795392000)}
export SOURCE_DATE_EPOCH TZ=UTC LC_ALL=C.UTF-8
umask 022

name=dsg-$version-linux-$machine
top=$out/$name
rm -rf "$top" "$out/deb"
mkdir -p "$top/bin" "$top/lib/dist" "$top/share"

# --- the program
cp -R "$dist/." "$top/lib/dist/"
(cd "$top/lib/dist" && rm -rf -- *.aot wasm/*.aot *.log built prepared jdk lock making.*)
cp "$here"/dsg-cli/target/dsg-cli-*.jar "$top/lib/"
"$JAVA_HOME/bin/java" "$here/tools/CacheableJars.java" "$top"/lib/dist/lib/picocli-*.jar "$top"/lib/dist/lib/bc*.jar >/dev/null
if [ "$version" != "$built" ]; then
    other=$(mktemp -d)
    mkdir -p "$other/dsg/cli"
    echo "$version" >"$other/dsg/cli/version.txt"
    "$JAVA_HOME/bin/jar" --update --date "$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)" \
        --file "$top/lib/dsg-cli-$built.jar" -C "$other" dsg/cli/version.txt
    mv "$top/lib/dsg-cli-$built.jar" "$top/lib/dsg-cli-$version.jar"
    rm -rf "$other"
fi
cp "$parts/dsg" "$top/bin/dsg"
cp "$parts/prepare" "$parts/take-code" "$here/tools/aot.sh" "$top/lib/"
cp "$parts/install" "$top/install"
cp -R "$here/examples" "$top/examples"
cp "$here/LICENSE" "$here/README.md" "$here/CHANGELOG.md" "$top/"
echo "$version" >"$top/version"
echo "linux-$machine" >"$top/platform"
if [ -n "$key" ]; then cp "$key" "$top/release-key.pem"; fi

# --- its Java, made once for a JDK and a list of modules
own=$("$JAVA_HOME/bin/jdeps" --print-module-deps --ignore-missing-deps --multi-release 25 --class-path "$dist/lib/*" \
    "$here"/dsg-cli/target/dsg-cli-*.jar "$dist"/lib/*.jar "$dist"/wasm/*.jar 2>/dev/null | tail -n 1)
modules=$own,$MODULES_OF_TASKS
runtime=$out/runtime
if [ "$(cat "$runtime.of" 2>/dev/null)" != "$JAVA_HOME $modules $(cat "$JAVA_HOME/release")" ]; then
    rm -rf "$runtime"
    "$JAVA_HOME/bin/jlink" --add-modules "$modules" --strip-java-debug-attributes --no-header-files --no-man-pages \
        --compress zip-0 --output "$runtime"
    printf '%s' "$JAVA_HOME $modules $(cat "$JAVA_HOME/release")" >"$runtime.of"
fi
cp -R "$runtime" "$top/runtime"

# --- what the program says of itself
ask() {
    DSG_HOME=/nonexistent "$top/bin/dsg" "$@"
}
ask reference man >"$top/share/dsg.1"
ask completion bash >"$top/share/completion.bash"
ask completion zsh >"$top/share/completion.zsh"
find "$top/lib/dist" -name '*.aot' -delete

even() { # the same modes and times, whoever builds, and when
    find "$1" -type d -exec chmod 755 {} +
    find "$1" -type f ! -path '*/DEBIAN/*' -exec chmod a+r,u+w,go-w {} +
    find "$1" -type f -perm -u+x -exec chmod 755 {} +
    find "$1" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
}
even "$top"

if [ "$only" != deb ]; then
    level=-9
    if $fast; then level=-1; fi
    tar --sort=name --format=gnu --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" -C "$out" -cf - "$name" |
        gzip -n $level >"$out/$name.tar.gz"
    echo "$out/$name.tar.gz"
fi

if [ "$only" != tar ]; then
    sh "$parts/deb.sh" "$top" "$out/deb" "$version" "$debian" "$parts/deb"
    even "$out/deb"
    pack='-Zxz -z6'
    if $fast; then pack='-Zgzip -z1'; fi
    # shellcheck disable=SC2086 # two words
    dpkg-deb --root-owner-group --threads-max=1 $pack --build "$out/deb" "$out/dsg_${version}_$debian.deb" >/dev/null
    echo "$out/dsg_${version}_$debian.deb"
fi
rm -rf "$top" "$out/deb"
