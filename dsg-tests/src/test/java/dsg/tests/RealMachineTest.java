// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The Debian package on a machine with a systemd, a logind and a disk of its own, whose power can fail.
@OnlyInTheLongForm
@Timeout(5400)
class RealMachineTest {

    /// What the scripts of the tests have in common.
    private static final String WORDS = """
            awaits() { # until a command succeeds
                round=0
                until "$@" >/run/tried 2>&1; do
                    round=$((round + 1))
                    if [ $round -gt 120 ]; then
                        echo "never: $*"
                        cat /run/tried
                        dsg node policy
                        dsg node presence
                        tail -n 30 /var/lib/dsg/logs/*
                        exit 1
                    fi
                    sleep 1
                done
            }
            serves() { awaits dsg run -- echo hello; }
            ticks() { # whether the task that counts does so
                tick=$(find /var/lib/dsg -name tick | head -n 1)
                [ -n "$tick" ] || return 1
                before=$(cat "$tick")
                sleep 3
                [ "$(cat "$tick")" != "$before" ]
            }
            rests() { ! ticks; }
            counting() { # a task that counts for hours, while nobody uses the machine
                serves
                dsg node policy --when idle --idle-after 60s --resume-after 5s --others-load 100%
                printf 'dsg: 1\nname: counting\nrun: while :; do date +%%s.%%N >tick; sleep 0.2; done\n' >/run/job.yaml
                dsg submit /run/job.yaml
                awaits ticks
            }
            tells() { # what alice's desktop tells logind
                busctl call org.freedesktop.login1 "$(cat /run/session)" org.freedesktop.login1.Session "$1" b "$2"
            }
            seen() { dsg node presence | grep -e "$1"; }
            """;

    @TempDir
    static Path folder;

    private static FreshMachine machine;
    private static Path next;

    @BeforeAll
    static void itIsInstalled() throws IOException {
        Machine.needsLinux();
        machine = FreshMachine.in(folder, "adduser,bubblewrap,iproute2,procps");
        RealPackages packages = RealPackages.in(folder);
        Path first = packages.made("deb");
        next = packages.next();
        for (Path file : List.of(first, next, next.resolveSibling(next.getFileName() + ".sig"))) {
            machine.put(file);
        }
        machine.start();
        machine.sh("dpkg -i /mnt/" + first.getFileName());
        assertThat(machine.sh("systemctl is-active dsg-node; systemctl is-enabled dsg-node; dsg service install"))
                .startsWith("active\nenabled\n")
                .contains("dsg-coordinator.service is installed");
        machine.sh(WORDS + "serves");
        machine.shutDown();
        machine.keepDisk();
    }

    @AfterAll
    static void itIsScrapped() {
        if (machine != null) {
            machine.close();
        }
    }

    @Test
    void itsServicesStartWithItAsTheirOwnUserAndAJobIsDone() {
        machine.startAsKept();
        machine.sh(WORDS + "serves");
        assertThat(machine.sh("dsg run -- sh -c 'echo in the group $(cat /proc/self/cgroup)'; id -un"))
                .contains("in the group");
        assertThat(machine.sh("ps -o user= -p $(systemctl show --value -p MainPID dsg-node dsg-coordinator | xargs"
                        + " | tr ' ' ,) | sort -u"))
                .isEqualTo("dsg\n");
        assertThat(machine.sh("find /var/lib/dsg ! -user dsg")).isEmpty();
        assertThat(machine.sh("systemctl --failed --no-legend")).isEmpty();
    }

    @Test
    void whoeverUsesADesktopThatLogindKnowsHasTheMachineForHimself() {
        machine.startAsKept();
        machine.sh(WORDS + "counting");
        machine.sh(WORDS + """
                printf 'auth required pam_permit.so\naccount required pam_permit.so\n' >/etc/pam.d/desktop
                printf 'session required pam_systemd.so class=user type=wayland\n' >>/etc/pam.d/desktop
                systemd-run --unit=desktop -p PAMName=desktop -p User=alice sleep infinity
                awaits loginctl show-user alice -p Sessions --value
                id=$(loginctl show-user alice -p Sessions --value)
                busctl call org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager \
                    GetSession s "$id" | cut -d '"' -f 2 >/run/session
                awaits seen "logind.*never told"
                """);
        machine.sh(WORDS + "tells SetIdleHint true; tells SetIdleHint false; awaits rests");
        assertThat(machine.sh("dsg node presence")).contains("Now it rests: somebody uses it");
        machine.sh(WORDS + "tells SetLockedHint true; awaits seen 'logind.*locked'; rests");
        machine.sh(WORDS + "tells SetIdleHint true; awaits ticks");
        machine.sh(WORDS + "tells SetLockedHint false; tells SetIdleHint false; awaits rests");
        machine.sh(WORDS + "systemctl stop desktop; awaits ticks; awaits seen 'logind.*nobody is logged in'");
    }

    @Test
    void whoeverTypesAtItsConsoleHasTheMachineForHimself() {
        machine.startAsKept();
        machine.sh(WORDS + "counting");
        machine.awaitConsole("login:");
        machine.type(FreshMachine.PERSON);
        machine.awaitConsole("alice@fresh");
        assertThat(machine.sh(WORDS + "awaits rests; dsg node presence")).contains("terminals");
        machine.sh(WORDS + "awaits ticks");
        machine.type("echo I am back");
        machine.sh(WORDS + "awaits rests");
        machine.type("exit");
        machine.sh(WORDS + "awaits ticks");
    }

    /// A moment in an upgrade.
    ///
    /// @param said what it has printed
    private record Moment(String said, Duration later) {}

    @Test
    void whereverThePowerFailsInAnUpgradeAWholeVersionServesAfterwards() {
        String byDpkg = "dpkg --status-fd 3 -i /mnt/" + next.getFileName() + " 3>/dev/console";
        cutOff(
                byDpkg,
                new Moment("status: dsg: half-installed", Duration.ofSeconds(3)),
                new Moment("status: dsg: unpacked", Duration.ZERO),
                new Moment("status: dsg: half-configured", Duration.ofSeconds(2)));
        cutOff(
                "dsg upgrade /mnt/" + next.getFileName() + " >/dev/console 2>&1",
                new Moment("in its place", Duration.ZERO));
        machine.sh("dpkg --configure -a; dpkg -i /mnt/" + next.getFileName());
        assertThat(machine.sh(WORDS + "serves; dsg --version; dsg status")).contains("dsg 99.0.0", "DSG 99.0.0");
    }

    private static void cutOff(String upgrade, Moment... moments) {
        for (Moment moment : moments) {
            machine.startAsKept();
            machine.sh(WORDS + "serves");
            machine.begin(upgrade);
            machine.awaitConsole(moment.said());
            await().pollDelay(moment.later()).until(() -> true);
            machine.cutPower();

            machine.start();
            String version = machine.sh("dsg --version").strip();
            assertThat(version).describedAs("%s", moment).matches("dsg (0\\.1\\.0|99\\.0\\.0)");
            assertThat(machine.sh(WORDS + "serves; dsg status; systemctl is-active dsg-node dsg-coordinator"))
                    .describedAs("%s", moment)
                    .contains("DSG " + version.substring("dsg ".length()), "active\nactive\n");
        }
    }

    @Test
    void whatItHasTakenIsThereAndIsDoneAfterThePowerFailed() {
        machine.startAsKept();
        machine.sh(WORDS + "serves");
        machine.begin("printf 'dsg: 1\\nrun: echo taken\\n' >/run/job.yaml; while :; do dsg submit -q /run/job.yaml >>"
                + FreshMachine.SHARED + "/taken; done");
        await("five jobs are taken").atMost(Duration.ofMinutes(5)).until(() -> machine.lines("taken") >= 5);
        machine.cutPower();

        machine.start();
        machine.sh(WORDS + "serves");
        assertThat(machine.sh("for job in $(cat taken); do dsg wait $job; dsg logs $job; done")
                        .lines()
                        .filter("taken"::equals))
                .hasSize(machine.lines("taken"));
    }

    @Test
    void removedItLeavesItsDataAndNoService() {
        machine.startAsKept();
        machine.sh(WORDS + "serves");
        assertThat(machine.sh("dpkg --purge dsg")).contains("data stays in /var/lib/dsg");
        assertThat(machine.sh("ps -u dsg -o args= || :")).isEmpty();
        machine.shutDown();
        machine.start();
        assertThat(machine.sh("systemctl list-units --all --no-legend 'dsg-*'; ps -u dsg -o args= || :"))
                .isEmpty();
        assertThat(machine.sh("find / -xdev -name '*dsg*' -path '*system*'")).isEmpty();
        assertThat(machine.sh("ls /var/lib/dsg")).contains("coordinator", "keys");
    }
}
