#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Lays out the Debian package from what tools/package.sh has gathered. Usage: deb.sh GATHERED ROOT VERSION ARCH PARTS
set -eu
from=$1 root=$2 version=$3 arch=$4 parts=$5
# One folder a version, so that an upgrade that is cut off has mixed nothing: see the maintainer scripts.
lib=$root/usr/lib/dsg/versions/$version
doc=$root/usr/share/doc/dsg

mkdir -p "$lib" "$doc" "$root/usr/bin" "$root/usr/lib/systemd/system" "$root/usr/share/man/man1" "$root/etc/default" \
    "$root/usr/share/bash-completion/completions" "$root/usr/share/zsh/vendor-completions" "$root/DEBIAN" \
    "$root/usr/share/lintian/overrides"
for part in bin lib runtime examples version platform release-key.pem; do
    if [ -e "$from/$part" ]; then cp -R "$from/$part" "$lib/"; fi
done
: >"$lib/debian"
ln -s ../lib/dsg/current/bin/dsg "$root/usr/bin/dsg"
sed 1d "$from/share/completion.bash" >"$root/usr/share/bash-completion/completions/dsg"
cp "$from/share/completion.zsh" "$lib/"
cp "$parts/_dsg" "$root/usr/share/zsh/vendor-completions/_dsg"
cp "$parts/default" "$root/etc/default/dsg"
cp "$parts/lintian-overrides" "$root/usr/share/lintian/overrides/dsg"
gzip -9nc "$from/share/dsg.1" >"$root/usr/share/man/man1/dsg.1.gz"
gzip -9nc "$from/CHANGELOG.md" >"$doc/CHANGELOG.md.gz"
{
    printf 'dsg (%s) stable; urgency=medium\n\n  * What has changed is in CHANGELOG.md.\n\n' "$version"
    printf ' -- %s  %s\n' "$(sed -n 's/^Maintainer: //p' "$parts/control")" "$(date -u -R -d "@$SOURCE_DATE_EPOCH")"
} | gzip -9n >"$doc/changelog.gz"
cp "$parts/copyright" "$doc/copyright"
for kind in coordinator node; do
    DSG_HOME=/nonexistent "$from/bin/dsg" service unit $kind /usr/lib/dsg/current/bin/dsg \
        >"$root/usr/lib/systemd/system/dsg-$kind.service"
done
find "$lib/lib/dist" -name '*.aot' -delete

size=$(du -sk --apparent-size "$root" | cut -f1)
sed -e "s/@VERSION@/$version/" -e "s/@ARCH@/$arch/" -e "s/@SIZE@/$size/" "$parts/control" >"$root/DEBIAN/control"
echo /etc/default/dsg >"$root/DEBIAN/conffiles"
echo 'interest-noawait dsg-caches' >"$root/DEBIAN/triggers"
for script in preinst postinst prerm postrm; do
    sed "s/@VERSION@/$version/" "$parts/$script" >"$root/DEBIAN/$script"
    chmod 755 "$root/DEBIAN/$script"
done
(cd "$root" && find usr etc -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"
chmod 644 "$root/DEBIAN/control" "$root/DEBIAN/conffiles" "$root/DEBIAN/triggers" "$root/DEBIAN/md5sums"
