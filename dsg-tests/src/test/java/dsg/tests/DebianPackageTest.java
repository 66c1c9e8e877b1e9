// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The real packages: made twice alike, right in the eyes of lintian, installed into a fresh Debian without Java, run
/// as its
/// services run them, upgraded, cut off in the middle, and removed.
@Timeout(1800)
class DebianPackageTest {

    /// What the unit does, where no systemd is process 1.
    private static final String SERVE = """
            serve() {
                setpriv --reuid dsg --regid dsg --init-groups --no-new-privs env HOME=/var/lib/dsg DSG_HOME=/var/lib/dsg \\
                    /usr/lib/dsg/current/bin/dsg service run "$@" &
            }
            up() {
                sh /usr/lib/dsg/current/lib/take-code
                serve coordinator --port 7300
                serve node
                for _ in $(seq 240); do [ -e /var/lib/dsg/run/linked ] && break; sleep 0.5; done
            }
            """;

    @TempDir
    static Path folder;

    private static RealPackages packages;
    private static Path first;
    private static Path next;

    @BeforeAll
    static void twoVersions() throws IOException {
        Machine.onlyInTheLongForm();
        packages = RealPackages.in(folder);
        first = packages.made("deb");
        next = packages.next();
    }

    @Test
    void twoBuildsMakeTheSameBytes() throws IOException {
        for (String kind : List.of("deb", "tar")) {
            Path one = Files.move(
                    packages.made(kind), folder.resolve("one"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            Path other = packages.made(kind);
            assertThat(Files.mismatch(one, other)).describedAs(kind).isEqualTo(-1);
            Files.copy(other, folder.resolve("same"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Test
    void lintianFindsNoErrors() {
        Machine.needs("lintian", "lintian");
        assertThat(PackedProgram.run("sh", "-c", "lintian --fail-on none \"$0\" 2>&1 | grep ^E: || :", next.toString()))
                .isEmpty();
    }

    @Test
    void itIsInstalledServesIsUpgradedAndRemoved() {
        FreshRoot root = FreshRoot.in(folder.resolve("root"), "adduser,bubblewrap,iproute2,procps");
        root.put(first);
        root.put(next);
        root.put(next.resolveSibling(next.getFileName() + ".sig"));
        assertThat(root.sh(
                        "dpkg -i /srv/" + first.getFileName() + " && dsg --version && ls /usr/share/man/man1/dsg.1.gz"))
                .contains("dsg 0.");
        String served = root.sh(SERVE + """
                up
                dsg status
                dsg run -- echo hello from here
                ls -l /var/lib/dsg
                dsg upgrade /srv/dsg_99*.deb
                dsg status
                dsg run -- echo hello again
                dsg upgrade --undo
                dsg --version
                dsg down
                """);
        assertThat(served)
                .contains("sandbox", "hello from here", "DSG 99.0.0 works", "hello again", "dsg 0.")
                .doesNotContain(" root root ");

        // The power fails while dpkg works: whatever is there then works.
        for (int tenths : new int[] {5, 15, 30, 45, 60}) {
            root.sh("dpkg --configure -a; dpkg -i /srv/" + first.getFileName());
            root.shUntil("dpkg -i /srv/" + next.getFileName(), Duration.ofMillis(tenths * 100L));
            assertThat(root.sh("dsg --version && dsg help data gc && /usr/lib/dsg/current/runtime/bin/java -version"))
                    .describedAs("after " + tenths + " tenths of a second")
                    .containsPattern("dsg (0\\.|99\\.)");
        }
        root.sh("dpkg --configure -a; dpkg -i /srv/" + next.getFileName());
        assertThat(root.sh("dsg --version")).contains("dsg 99.0.0");

        assertThat(root.sh("dpkg --purge dsg")).contains("data stays in /var/lib/dsg");
        assertThat(root.sh("ls -d /usr/lib/dsg /usr/bin/dsg /etc/default/dsg 2>&1 | grep -v 'No such' || :"))
                .isEmpty();
        assertThat(root.sh("ls /var/lib/dsg")).contains("coordinator", "keys");
    }
}
