# SPDX-License-Identifier: Apache-2.0
# To be sourced. Sets JAVA_HOME to a JDK of version 25 or newer, or says what to install and ends.

# Prints the folder of a JDK of version 25 or newer.
find_jdk() {
    javac=$(command -v javac || true)
    for home in "${JAVA_HOME:-}" \
        "${javac:+$(dirname "$(dirname "$(readlink -f "$javac")")")}" \
        /usr/lib/jvm/*25* /opt/jdk*25* /opt/java/*25* /usr/local/*jdk*25* \
        "${HOME:-/nonexistent}"/.sdkman/candidates/java/25* "${HOME:-/nonexistent}"/.jdks/*25* \
        /Library/Java/JavaVirtualMachines/*25*/Contents/Home; do
        [ -n "$home" ] && [ -x "$home/bin/javac" ] && [ -r "$home/release" ] || continue
        while IFS= read -r line; do
            case $line in
                JAVA_VERSION=\"2[5-9]* | JAVA_VERSION=\"[3-9][0-9]*)
                    printf '%s\n' "$home"
                    return 0
                    ;;
            esac
        done <"$home/release"
    done
    return 1
}

if ! JAVA_HOME=$(find_jdk); then
    cat >&2 <<'END'
DSG needs a JDK 25, and none was found.
  Why:   looked at JAVA_HOME, at javac on the PATH, and in the usual places (/usr/lib/jvm, /opt, ~/.sdkman, ~/.jdks).
  Mend:  install one, for example Temurin 25 (Debian with Adoptium's repository: apt install temurin-25-jdk;
         macOS: brew install --cask temurin@25), or say where it is: export JAVA_HOME=/path/to/jdk-25
END
    exit 1
fi
export JAVA_HOME

if ! command -v mvn >/dev/null 2>&1 && [ "${DSG_SKIP_BUILD:-}" != 1 ] && [ ! -f "$here/dsg-cli/target/dist/built" ]; then
    cat >&2 <<'END'
DSG has to be built once, and Maven was not found.
  Why:   this is a checkout of the sources; the build needs mvn 3.8.7 or newer.
  Mend:  install it (Debian: apt install maven; macOS: brew install maven) and type the command again.
END
    exit 1
fi
