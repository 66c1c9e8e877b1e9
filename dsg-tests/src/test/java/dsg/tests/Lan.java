// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// A LAN of a test's own, on this machine: hosts with names, addresses and homes of their own, joined by a switch, and
/// all that can go wrong with a network. It is made by `tools/lan.sh`, which people use through `./dsg-lan`. Nothing of
/// it is left when it is closed, and what a test left that died is removed by the next one.
final class Lan implements AutoCloseable {

    private static final Path SCRIPT = TestGrid.REPOSITORY.resolve("tools/lan.sh");
    private static final AtomicInteger MADE = new AtomicInteger();

    private final String name;
    private final Map<String, LanHost> hosts = new LinkedHashMap<>();

    private Lan(String name) {
        this.name = name;
    }

    /// Makes a LAN of hosts with these names; skips the test, and says so, where none can be made.
    static Lan of(String... names) {
        Finished able = script("-", "check");
        assumeTrue(
                able.status() == 0,
                "SKIPPED: no LAN can be made on this machine: " + able.out().strip());
        script("-", "sweep").expect(0);
        Lan lan = new Lan(nameFor(ProcessHandle.current().pid()));
        try {
            List<String> up = new ArrayList<>(List.of("up"));
            up.addAll(List.of(names));
            lan.set(up.toArray(String[]::new));
            for (String host : names) {
                lan.hosts.put(host, new LanHost(lan, host, "10.77.1." + (lan.hosts.size() + 1)));
            }
            return lan;
        } catch (Throwable e) {
            lan.close();
            throw e;
        }
    }

    /// What a LAN of this process is called, by which its leftovers are known once the process is dead.
    static String nameFor(long pid) {
        return "t" + pid + "." + MADE.incrementAndGet();
    }

    String name() {
        return name;
    }

    LanHost host(String host) {
        return java.util.Objects.requireNonNull(hosts.get(host), "a host of this LAN");
    }

    /// Takes a host's cable out.
    void cut(LanHost host) {
        set("cut", host.name());
    }

    /// Drops what one host sends to another; the other way stays open.
    void cutOneWay(LanHost from, LanHost to) {
        set("cut-one-way", from.name(), to.name());
    }

    /// Drops so many of a hundred packets, of those that the host sends and of those that are sent to it.
    void lose(LanHost host, int percent) {
        set("lose", host.name(), Integer.toString(percent));
    }

    /// Makes a host's cable slow, both ways: `2mbit`.
    void slow(LanHost host, String rate) {
        set("slow", host.name(), rate);
    }

    /// Drops multicast from a host and to it; all else passes.
    void blockMulticast(LanHost host) {
        set("block-multicast", host.name());
    }

    /// Undoes whatever was done to a host's cable.
    void heal(LanHost host) {
        set("heal", host.name());
    }

    /// Stops a host's coordinator or node, as if it hung.
    void stop(LanHost host, String kind) {
        Machine.signal(host.grid().awaitPid(kind), "STOP");
    }

    /// What was stopped goes on.
    void go(LanHost host, String kind) {
        Machine.signal(host.grid().awaitPid(kind), "CONT");
    }

    /// `kill -9` to a host's coordinator or node.
    void kill(LanHost host, String kind) {
        host.grid().kill(kind);
    }

    /// Gives a host another address, as a DHCP server may after a restart.
    void address(LanHost host, String address) {
        set("address", host.name(), address);
        host.isNowAt(address);
    }

    /// What a host calls itself from now on.
    void rename(LanHost host, String hostname) {
        set("rename", host.name(), hostname);
    }

    /// A host's clock is off by so much: `-1h`. That holds for what is started on it afterwards, and what was started
    /// under an earlier wrong clock sees it jump. `right`: what is started afterwards sees the machine's own clock.
    void clock(LanHost host, String offset) {
        assumeTrue(
                script(name, "clock", host.name(), offset).status() == 0,
                "SKIPPED: libfaketime is missing, so wrong clocks are not tested (Debian: apt install libfaketime)");
    }

    /// Everything that goes over the switch from now on, until it is closed.
    Capture tcpdump() {
        Machine.needs("tcpdump", "tcpdump");
        return new Capture(words("capture"));
    }

    /// Does something to the LAN that must succeed.
    void set(String... verb) {
        script(name, verb).expect(0);
    }

    /// What to type for something to be done with this LAN.
    List<String> words(String... verb) {
        return scriptWords(name, verb);
    }

    /// Runs `tools/lan.sh` to its end.
    static Finished script(String lan, String... verb) {
        return run(scriptWords(lan, verb));
    }

    private static List<String> scriptWords(String lan, String... verb) {
        List<String> words = new ArrayList<>(List.of("sh", SCRIPT.toString(), lan));
        words.addAll(List.of(verb));
        return words;
    }

    /// Runs a command of a few lines to its end.
    static Finished run(List<String> words) {
        try {
            Process process = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean ended = process.waitFor(Duration.ofSeconds(60));
            assertThat(ended).describedAs("%s: %s", words, said).isTrue();
            return new Finished(words, process.exitValue(), said, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("The test was interrupted.", e);
        }
    }

    @Override
    public void close() {
        try {
            hosts.values().forEach(LanHost::close);
        } finally {
            script(name, "down").expect(0);
        }
    }
}
