#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A LAN on one machine: each host is a network namespace, and a bridge in a namespace of its own joins them. Nothing
# here touches the machine's own interfaces. ./dsg-lan is for people; the tests come through dsg.tests.Lan. Needs root.
#
#   lan.sh LAN check                   says what this machine lacks for it, if anything
#   lan.sh LAN up HOST...              makes it: the hosts are 10.77.1.1 and fd77:1::1, 10.77.1.2 and fd77:1::2, ...
#   lan.sh LAN down                    ends what runs on it, and removes it
#   lan.sh LAN list                    its hosts, their addresses, and what is wrong with each
#   lan.sh LAN on HOST COMMAND...      runs a command on a host, under the host's name
#   lan.sh LAN cut HOST                takes its cable out of the switch
#   lan.sh LAN cut-one-way FROM TO     drops what FROM sends to TO; the other way stays open
#   lan.sh LAN lose HOST PERCENT       drops so much of what it sends and of what is sent to it
#   lan.sh LAN slow HOST RATE          for example 2mbit, each way
#   lan.sh LAN block-multicast HOST    drops multicast from it and to it, as many a Wi-Fi access point does
#   lan.sh LAN heal HOST               undoes all of these
#   lan.sh LAN address HOST ADDRESS    gives it another address, as a DHCP server may; with one of IPv6 it has
#                                      none of IPv4 any more
#   lan.sh LAN rename HOST NAME        what it calls itself from now on
#   lan.sh LAN clock HOST OFFSET       its clock is off by so much, for what is started afterwards: -1h, +2d;
#                                      what was started under an earlier wrong clock sees it jump; right: as it is
#   lan.sh LAN capture FILE            writes every packet to a file, until it is ended
#   lan.sh - sweep                     removes what tests left that died: a LAN that is called tPID.N is of process PID
set -eu

lan=$1
verb=$2
shift 2
state=/run/dsg-lan/$lan

refuse() {
    printf '%s\n  Why:   %s\n  Mend:  %s\n' "$1" "$2" "$3" >&2
    exit 1
}

# check_for COMMAND PACKAGE
check_for() {
    command -v "$1" >/dev/null 2>&1 || { echo "$1 is missing (Debian: apt install $2)" && exit 1; }
}

check() {
    [ "$(uname -s)" = Linux ] || { echo "this is not Linux" && exit 1; }
    check_for ip iproute2
    check_for tc iproute2
    check_for nft nftables
    check_for nsenter util-linux
    [ "$(id -u)" = 0 ] || { echo "only root can make network namespaces" && exit 1; }
    unshare --net true 2>/dev/null || { echo "no network namespace can be made here" && exit 1; }
    unshare --net sh -ec 'ip link add name br0 type bridge
        ip link add name a type veth peer name b
        nft add table bridge trial
        tc qdisc add dev lo root tbf rate 1mbit burst 16kb latency 400ms' >/dev/null 2>&1 ||
        { echo "the kernel lacks bridges, veth, nft or tbf" && exit 1; }
}

# known HOST
known() {
    [ -d "$state" ] || refuse "There is no LAN \"$lan\"." "It has not been made, or it has been removed." "Make it first."
    [ -f "$state/$1.name" ] && return
    refuse "There is no host \"$1\" on this LAN." "Its hosts are: $(echo $(cat "$state/hosts"))." "Name one of these."
}

at_switch() {
    nsenter --net="/run/netns/$lan.switch" "$@"
}

up() {
    mkdir -p "$state"
    : >"$state/hosts"
    : >"$state/resolv.conf"
    ip netns add "$lan.switch"
    ip -n "$lan.switch" link add name br0 type bridge mcast_snooping 0
    ip -n "$lan.switch" link set br0 up
    n=0
    for host; do
        n=$((n + 1))
        plug_in "$host" "$n"
    done
}

# The host's end of the cable is eth0, the switch's is to-HOST. Addresses of IPv6 are used at once.
plug_in() {
    ip netns add "$lan.$1"
    nsenter --net="/run/netns/$lan.$1" sh -c 'echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad' 2>/dev/null || :
    ip -n "$lan.switch" link add name "to-$1" type veth peer name eth0 netns "$lan.$1"
    ip -n "$lan.switch" link set "to-$1" master br0 up
    ip -n "$lan.$1" link set lo up
    ip -n "$lan.$1" link set eth0 up
    give_address "$1" "fd77:1::$2"
    give_address "$1" "10.77.1.$2"
    give_name "$1" "$1"
    echo "$1" >>"$state/hosts"
}

give_address() {
    ip -n "$lan.$1" -4 address flush dev eth0 scope global
    case $2 in
        10.77.*)
            ip -n "$lan.$1" address add "$2/24" dev eth0
            ip -n "$lan.$1" route replace 224.0.0.0/4 dev eth0
            ;;
        fd77:*)
            ip -n "$lan.$1" -6 address flush dev eth0 scope global
            ip -n "$lan.$1" address add "$2/64" dev eth0
            ;;
    esac
}

# As Debian has it: a host finds its own name at 127.0.1.1.
give_name() {
    printf '127.0.0.1 localhost\n127.0.1.1 %s\n::1 localhost\n' "$2" >"$state/$1.hosts"
    echo "$2" >"$state/$1.name"
}

# The processes on a host or the switch. What a task starts in its sandbox is not among them: it ends with its node.
pids() {
    ip netns pids "$1" 2>/dev/null || :
}

down() {
    set -- /run/netns/"$lan".*
    for signal in TERM KILL; do
        tries=0
        while running=$(for ns; do pids "${ns##*/}"; done) && [ -n "$running" ] && [ $tries -lt 50 ]; do
            kill -s $signal $running 2>/dev/null || :
            kill -s HUP $running 2>/dev/null || : # shells at a terminal heed only this
            tries=$((tries + 1))
            sleep 0.1
        done
    done
    for ns; do
        [ ! -e "$ns" ] || ip netns delete "${ns##*/}" 2>/dev/null || :
    done
    rm -rf "$state"
}

sweep() {
    for ns in /run/netns/t*.*.switch; do
        [ -e "$ns" ] || continue
        lan=${ns##*/}
        lan=${lan%.switch}
        owner=${lan%%.*}
        [ -d "/proc/${owner#t}" ] || { state=/run/dsg-lan/$lan && down; }
    done
}

list() {
    [ -d "$state" ] || known -
    while read -r host; do
        address=$(ip -n "$lan.$host" -o address show dev eth0 scope global | sed -n '1s/.* inet6* \([0-9a-f.:]*\).*/\1/p')
        printf '%-10s %-12s %s\n' "$host" "$address" "$(echo $(wrong_with "$host"))"
    done <"$state/hosts"
}

wrong_with() {
    [ "$(cat "$state/$1.name")" = "$1" ] || echo "(calls itself $(cat "$state/$1.name"))"
    ip -n "$lan.switch" -o link show dev "to-$1" | grep -q '[<,]UP[,>]' || echo cut
    tables "$1" | tr _ -
    ! tc -n "$lan.switch" qdisc show dev "to-$1" | grep -q tbf || echo slow
    [ ! -f "$state/$1.clock" ] || echo "clock$(cat "$state/$1.clock")"
}

on() {
    known "$1"
    exec nsenter --net="/run/netns/$lan.$1" unshare --uts --mount --propagation slave sh "$0" "$lan" inside "$@"
}

# The second half of `on`: in the host's network, with a host name and mounts that are this command's alone.
inside() {
    host=$1
    shift
    cat "$state/$host.name" >/proc/sys/kernel/hostname
    mount --bind "$state/$host.hosts" /etc/hosts
    mount --bind "$state/resolv.conf" /etc/resolv.conf
    if [ -f "$state/$host.clock" ]; then
        export LD_PRELOAD="$(faketime_library)" FAKETIME_TIMESTAMP_FILE="$state/$host.clock"
        # Only the wall clock: with its usual mending of timed waits a JVM takes ten times as long to do anything.
        export FAKETIME_CACHE_DURATION=1 DONT_FAKE_MONOTONIC=1 FAKETIME_FORCE_MONOTONIC_FIX=0 NO_FAKE_STAT=1
    fi
    exec "$@"
}

# Prints the library that fakes the time of programs of many threads; nothing where there is none.
faketime_library() {
    for library in /usr/lib/*/faketime/libfaketimeMT.so.1 /usr/lib*/faketime/libfaketimeMT.so.1 \
        /usr/local/lib/faketime/libfaketimeMT.so.1; do
        [ ! -f "$library" ] || { echo "$library" && return; }
    done
}

# drop TABLE RULE: drops what the switch would forward and the rule means.
drop() {
    at_switch nft -f - <<TABLE
table bridge $1 {}
delete table bridge $1
table bridge $1 {
    chain forward {
        type filter hook forward priority 0
        $2
    }
}
TABLE
}

# The tables that drop what a host sends or should get.
tables() {
    at_switch nft list tables bridge | while read -r _ _ table; do
        case _${table}_ in
            *_"$1"_*) echo "$table" ;;
        esac
    done
}

# Hosts still find out each other's hardware address, as where a packet filter stands in the way.
cut_one_way() {
    known "$1"
    known "$2"
    drop "from_$1_to_$2" "iifname \"to-$1\" oifname \"to-$2\" ether type != arp drop"
}

lose() {
    known "$1"
    case $2 in
        [0-9] | [1-9][0-9] | 100) ;;
        *) refuse "Nothing is lost on the way to $1." "\"$2\" is no whole number from 0 to 100." "Say how many of 100: 20" ;;
    esac
    drop "$1_loses" "iifname \"to-$1\" numgen random mod 100 < $2 drop
        oifname \"to-$1\" numgen random mod 100 < $2 drop"
}

slow() {
    known "$1"
    shape "$1" "$2" 2>/dev/null || refuse "The cable of $1 is as fast as before." "\"$2\" is no rate." "Say one: 2mbit"
}

shape() {
    tc -n "$lan.switch" qdisc replace dev "to-$1" root tbf rate "$2" burst 16kb latency 400ms &&
        tc -n "$lan.$1" qdisc replace dev eth0 root tbf rate "$2" burst 16kb latency 400ms
}

# Broadcast stays, and so does what IPv6 needs to find its neighbours.
block_multicast() {
    known "$1"
    multicast='ether daddr & 01:00:00:00:00:00 == 01:00:00:00:00:00 ether daddr != ff:ff:ff:ff:ff:ff'
    multicast="$multicast ether daddr & ff:ff:ff:00:00:00 != 33:33:ff:00:00:00"
    drop "$1_no_multicast" "iifname \"to-$1\" $multicast drop
        oifname \"to-$1\" $multicast drop"
}

heal() {
    known "$1"
    ip -n "$lan.switch" link set "to-$1" up
    tc -n "$lan.switch" qdisc delete dev "to-$1" root 2>/dev/null || :
    tc -n "$lan.$1" qdisc delete dev eth0 root 2>/dev/null || :
    for table in $(tables "$1"); do at_switch nft delete table bridge "$table"; done
}

clock() {
    known "$1"
    if [ "$2" = right ]; then
        rm -f "$state/$1.clock"
        return
    fi
    [ -n "$(faketime_library)" ] ||
        refuse "The clock of $1 stays right." "libfaketime is missing." "Install it (Debian: apt install libfaketime)."
    echo "$2" >"$state/$1.clock.new"
    mv "$state/$1.clock.new" "$state/$1.clock" # in one step: it may be read at any moment
}

case $verb in
    check) check ;;
    up) up "$@" ;;
    down) down ;;
    sweep) sweep ;;
    list) list ;;
    on) on "$@" ;;
    inside) inside "$@" ;;
    cut) known "$1" && ip -n "$lan.switch" link set "to-$1" down ;;
    cut-one-way) cut_one_way "$@" ;;
    lose) lose "$@" ;;
    slow) slow "$@" ;;
    block-multicast) block_multicast "$@" ;;
    heal) heal "$@" ;;
    address)
        known "$1"
        case $2 in
            10.77.* | fd77:*) give_address "$@" ;;
            *) refuse "$1 keeps its address." "\"$2\" is none of this LAN." "Say one such as 10.77.1.50" ;;
        esac
        ;;
    rename) known "$1" && give_name "$@" ;;
    clock) clock "$@" ;;
    capture) at_switch tcpdump -i br0 -U -s 0 -Z root -w "$1" ;;
    *) refuse "There is nothing called \"$verb\" to do to a LAN." "It is not one of the verbs." "Read $0." ;;
esac
