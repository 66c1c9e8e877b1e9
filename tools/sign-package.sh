#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Signs packages that tools/package.sh has made, for `dsg upgrade`: writes FILE.sig beside each.
#   tools/sign-package.sh --key PRIVATE.pem FILE...
# The key is an Ed25519 key. Make one, once, where nobody else comes to, and keep it off the network:
#   openssl genpkey -algorithm ed25519 -out release-private.pem
#   openssl pkey -in release-private.pem -pubout -out release-key.pem     # goes into packages: --release-key
set -eu

if [ "${1:-}" != --key ] || [ $# -lt 3 ]; then
    echo "usage: tools/sign-package.sh --key PRIVATE.pem FILE..." >&2
    exit 2
fi
key=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for file in "$@"; do
    name=${file##*/}
    case $name in
        dsg-*-linux-*.tar.gz)
            kind=tar
            version=${name#dsg-} && version=${version%-linux-*}
            platform=linux-${name##*-linux-} && platform=${platform%.tar.gz}
            ;;
        dsg_*_amd64.deb) kind=deb platform=linux-x86_64 version=${name#dsg_} && version=${version%_*} ;;
        dsg_*_arm64.deb) kind=deb platform=linux-aarch64 version=${name#dsg_} && version=${version%_*} ;;
        *)
            echo "$file: is called neither dsg-VERSION-linux-ARCH.tar.gz nor dsg_VERSION_ARCH.deb" >&2
            exit 1
            ;;
    esac
    printf 'dsg-release 1\nversion %s\nplatform %s\nkind %s\nsize %s\nsha256 %s\n' "$version" "$platform" "$kind" \
        "$(wc -c <"$file" | tr -d ' ')" "$(sha256sum <"$file" | cut -d' ' -f1)" >"$work/note"
    openssl pkeyutl -sign -inkey "$key" -rawin -in "$work/note" -out "$work/signature"
    {
        cat "$work/note"
        printf 'signature %s\n' "$(base64 -w0 <"$work/signature")"
    } >"$work/sig"
    mv "$work/sig" "$file.sig"
    echo "$file.sig"
done
