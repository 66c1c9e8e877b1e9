# The steps of `dsg upgrade`, read as a whole by a shell before the first of them. Whenever it is cut off, `current` points
# to a version that is whole: the old one, or the new one. Arguments: KIND (tar, deb, or back to a version that is
# there), PREFIX, the version in use, the one to come, the package, what ran (GRID, NODE, NONE), what starts it (systemctl,
# systemctl --user, or nothing for dsg itself), how long tasks have, this machine's own node, and options of dsg up.
set -u
kind=$1 prefix=$2 old=$3 new=$4 package=$5 role=$6 manager=$7 wait=$8 node=$9
shift 9
dsg=$prefix/current/bin/dsg
versions=$prefix/versions

say() { echo "  $*"; }

point() {
    ln -sfn "versions/$1" "$prefix/current.new" && mv -T "$prefix/current.new" "$prefix/current" && sync -f "$prefix"
}

# Of a version that a package manager has put away there may be this copy.
folder() {
    if [ -d "$versions/$1" ]; then echo "$1"; else echo ".kept-$1"; fi
}

units() {
    for unit in dsg-coordinator dsg-node; do
        ! $manager is-active -q "$unit" || echo "$unit"
    done
}

stop() {
    if [ -n "$manager" ]; then
        [ -z "$units" ] || $manager stop $units
    elif [ "$role" != NONE ]; then
        "$dsg" down >/dev/null
    fi
}

start() {
    if [ -n "$manager" ]; then
        $manager daemon-reload
        [ -z "$units" ] || $manager start $units
    elif [ "$role" = GRID ]; then
        "$dsg" up "$@" >/dev/null
    elif [ "$role" = NODE ]; then
        "$dsg" up >/dev/null
    fi
}

drain() {
    [ -n "$node" ] || return 0
    "$dsg" node drain "$node" --wait --timeout "$wait" >/dev/null 2>&1 ||
        say "tasks still run after $wait; they begin anew, and no attempt is counted"
}

# The coordinator has done so when it started; this is for one that did not stop.
undrain() {
    [ -z "$node" ] || "$dsg" node unpause "$node" >/dev/null 2>&1 || say "! take work again by hand: dsg node unpause $node"
}

# What the doctor finds wrong, one name a line.
faults() {
    "$dsg" doctor --json 2>/dev/null | tr -d '\n' | tr '{' '\n' | sed -n 's/.*"name" *: *"\([^"]*\)", *"state" *: *"fault".*/\1/p'
}

works() {
    "$dsg" upgrade --check "$new" --expect "$role" --wait 30s || return 1
    after=$(faults)
    for fault in $after; do
        case " $(echo $before) " in
            *" $fault "*) ;;
            *)
                say "its doctor finds a fault: $fault"
                return 1
                ;;
        esac
    done
}

# Unpacks beside the old one; a folder that is there was not whole, or would be the same.
stage() {
    rm -rf "$versions/.new" && mkdir "$versions/.new" &&
        tar -xzf "$package" -C "$versions/.new" --strip-components=1 --no-same-owner || return 1
    [ "$(cat "$versions/.new/version")" = "$new" ] || {
        say "the package says that it is another version than what was signed"
        return 1
    }
    "$versions/.new/bin/dsg" --version >/dev/null && "$versions/.new/runtime/bin/java" -version >/dev/null 2>&1 || {
        say "its Java does not run on this machine"
        return 1
    }
    sync
    rm -rf "${versions:?}/$new" && mv -T "$versions/.new" "$versions/$new" || return 1
    [ -e "$versions/$new/lib/dist/prepared" ] || sh "$versions/$new/lib/prepare" >/dev/null 2>&1 || :
    sync
}

unchanged() {
    echo "Nothing was upgraded: DSG $old goes on." >&2
    rm -rf "$versions/.new"
    exit 1
}

before=$(faults)
units=
[ -z "$manager" ] || units=$(units)
case $kind in
    tar)
        stage || unchanged
        say "unpacked beside the old one"
        ;;
    deb)
        [ "$(dpkg-deb -f "$package" Package) $(dpkg-deb -f "$package" Version)" = "dsg $new" ] || {
            say "the package says that it is another one than what was signed"
            unchanged
        }
        ;;
esac
[ "$role" != NODE ] || say "tasks that run here begin anew on other machines, and no attempt is counted"
drain
stop || say "! it did not stop by itself"
say "stopped"
switched=true
case $kind in
    deb)
        # Its scripts put the old version aside before it goes, and point to the new one once that is whole.
        DEBIAN_FRONTEND=noninteractive dpkg --force-confold --force-downgrade -i "$package" >"$versions/.dpkg.log" 2>&1 || {
            switched=false
            say "dpkg did not install it: $(tail -n 1 "$versions/.dpkg.log")"
            say "put its own books right: dpkg --configure -a"
        }
        ;;
    *) point "$(folder "$new")" || switched=false ;;
esac
if $switched; then
    say "DSG $new is in its place"
    if start "$@" && works; then
        undrain
        ln -sfn "versions/$(folder "$old")" "$prefix/before"
        for other in "$versions"/* "$versions"/.kept-*; do
            case ${other##*/} in "$new" | "$(folder "$old")" | '*' | '.kept-*') ;; *) rm -rf "$other" ;; esac
        done
        echo "DSG $new works.   Back to $old: dsg upgrade --undo"
        exit 0
    fi
    say "it does not work; the old version comes back"
    stop
fi
point "$(folder "$old")"
start "$@" || say "! the old version did not start either: see $dsg doctor"
undrain
echo "The upgrade to $new was undone: DSG $old goes on." >&2
[ "$kind" != deb ] || echo "  dpkg still calls it $new; the next upgrade puts that right." >&2
exit 1
