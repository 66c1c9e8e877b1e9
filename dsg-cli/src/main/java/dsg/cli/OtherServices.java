// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// What to do where there is no systemd. All but cron is written from the systems' documents, and
/// untested.
final class OtherServices {

    private OtherServices() {}

    /// That no service was installed here, and what does the same.
    static CommandFailure instead(Path program, GridHome home) {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String why = "systemd did not start this machine";
        String mend = system.contains("mac")
                ? "Write " + plist(program, home)
                        + " (untested), then: launchctl load -w ~/Library/LaunchAgents/dsg.plist"
                : system.contains("windows")
                        ? "Let the Task Scheduler start it (untested): schtasks /Create /TN dsg /SC ONSTART /TR \""
                                + program + " up --foreground\""
                        : "Let cron start it with the machine:\n"
                                + "           (crontab -l 2>/dev/null; echo '@reboot DSG_HOME=" + home.folder() + " "
                                + program
                                + " up --foreground') | crontab -\n"
                                + "         A machine that has joined a grid is its node then, any other runs its own.";
        return new CommandFailure(
                ExitStatus.FAILED, "There is no service here that dsg could install.", why + processOne() + ".", mend);
    }

    private static String processOne() {
        try {
            return "; its first process is "
                    + Files.readString(Path.of("/proc/1/comm")).strip();
        } catch (IOException _) {
            return "";
        }
    }

    /// For launchd, which keeps it alive.
    private static String plist(Path program, GridHome home) {
        return """
                ~/Library/LaunchAgents/dsg.plist with
                <?xml version="1.0" encoding="UTF-8"?>
                <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
                <plist version="1.0"><dict>
                  <key>Label</key><string>dsg</string>
                  <key>ProgramArguments</key>
                  <array><string>%s</string><string>up</string><string>--foreground</string></array>
                  <key>EnvironmentVariables</key><dict><key>DSG_HOME</key><string>%s</string></dict>
                  <key>RunAtLoad</key><true/><key>KeepAlive</key><true/>
                </dict></plist>
                """.formatted(program, home.folder());
    }
}
