// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.coordinator.Notice;
import dsg.coordinator.NoticeSettings;
import dsg.model.Durations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `dsg grid notify`: whom the grid tells that a job has ended.
@Command(
        name = "notify",
        mixinStandardHelpOptions = true,
        header = "Say whom the grid tells that a job has ended; without options, show it.",
        description = "Holds at once, also for jobs that run already. Settings that are not named stay as they are.",
        footer = {
            "",
            "For example:",
            "  dsg grid notify --desktop                          on this machine's desktop",
            "  dsg grid notify --ntfy https://ntfy.sh/our-lab     on phones, by the ntfy app",
            "  dsg grid notify --webhook https://example.org/hook --when failed"
        })
final class NotifyCommand implements Callable<Integer> {

    /// Of which jobs.
    enum When {
        always,
        failed
    }

    private static final String OFF = "off";

    @Option(names = "--desktop", negatable = true, description = "Show it on this machine's desktop, or no longer.")
    private Optional<Boolean> desktop = Optional.empty();

    @Option(names = "--webhook", paramLabel = "URL", description = "Post the job there as JSON; off ends it.")
    private Optional<String> webhook = Optional.empty();

    @Option(names = "--ntfy", paramLabel = "URL", description = "The address of an ntfy topic; off ends it.")
    private Optional<String> ntfy = Optional.empty();

    @Option(names = "--ntfy-token", paramLabel = "TOKEN", description = "What that server wants to see; off ends it.")
    private Optional<String> ntfyToken = Optional.empty();

    @Option(
            names = "--when",
            paramLabel = "WHEN",
            description = "always (default), or failed: only of jobs that failed.")
    private Optional<When> when = Optional.empty();

    @Option(names = "--at-least", paramLabel = "TIME", description = "Only of jobs that took so long; default 1m.")
    private Optional<String> atLeast = Optional.empty();

    @Option(names = "--test", description = "Send a notice now, to see that it arrives.")
    private boolean test;

    @Override
    public Integer call() throws InterruptedException {
        GridHome home = GridHome.ofEnvironment();
        home.prepare();
        Path file = NoticeSettings.file(home.coordinator());
        Terminal terminal = new Terminal();
        try {
            NoticeSettings before = NoticeSettings.read(file);
            NoticeSettings now = changed(before);
            if (!now.equals(before)) {
                now.write(file);
            }
            show(terminal, now);
            return test ? test(terminal, now) : ExitStatus.OK;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private NoticeSettings changed(NoticeSettings before) {
        return new NoticeSettings(
                when.map(When.failed::equals).orElse(before.onlyFailures()),
                atLeast.map(NotifyCommand::time).orElse(before.atLeast()),
                desktop.orElse(before.desktop()),
                address(webhook, before.webhook()),
                address(ntfy, before.ntfy()),
                ntfyToken.isPresent() ? ntfyToken.filter(token -> !token.equals(OFF)) : before.ntfyToken());
    }

    private static Duration time(String text) {
        return Durations.parse(text)
                .orElseThrow(() -> new CommandFailure(
                        ExitStatus.USAGE,
                        "`" + text + "` is no time.",
                        "A time is a whole number and a unit.",
                        "Write 20s, 10m or 2h."));
    }

    private static Optional<URI> address(Optional<String> typed, Optional<URI> before) {
        if (typed.isEmpty()) {
            return before;
        }
        String text = typed.get();
        if (text.equals(OFF)) {
            return Optional.empty();
        }
        if (!text.matches("https?://[^\\s/]+(/\\S*)?")) {
            throw new CommandFailure(
                    ExitStatus.USAGE,
                    "`" + text + "` is no address.",
                    "Notices go to an address that begins with https:// or http://.",
                    "Write it so: --ntfy https://ntfy.sh/our-lab");
        }
        try {
            return Optional.of(URI.create(text));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(
                    ExitStatus.USAGE,
                    "`" + text + "` is no address.",
                    String.valueOf(e.getMessage()),
                    "Write it so: --ntfy https://ntfy.sh/our-lab");
        }
    }

    private static void show(Terminal terminal, NoticeSettings settings) {
        if (!settings.tellsAnybody()) {
            terminal.print("Nobody is told.  For example: dsg grid notify --desktop");
            return;
        }
        terminal.print("Of jobs that %s and took %s or longer, these are told:"
                .formatted(settings.onlyFailures() ? "failed" : "ended", Durations.text(settings.atLeast())));
        if (settings.desktop()) {
            terminal.print("  desktop   of this machine");
        }
        settings.webhook().ifPresent(address -> terminal.print("  webhook   " + address));
        settings.ntfy().ifPresent(address -> terminal.print("  ntfy      " + address));
    }

    private static int test(Terminal terminal, NoticeSettings settings) throws InterruptedException {
        List<String> failures = Notice.test().send(settings);
        failures.forEach(failure -> terminal.note("x " + failure));
        if (failures.isEmpty() && settings.tellsAnybody()) {
            terminal.print("A test was sent.");
        }
        return failures.isEmpty() ? ExitStatus.OK : ExitStatus.FAILED;
    }
}
