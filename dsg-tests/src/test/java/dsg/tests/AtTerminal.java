// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A person at a terminal, which `script` makes: waits for each question before he answers it.
record AtTerminal(TestGrid account) {

    /// @param question a part of what is asked
    record Answer(String question, String text) {}

    /// Types `dsg` and these words, and then the answers; all that the terminal has shown.
    String types(String words, List<Answer> answers) throws IOException, InterruptedException {
        Path typed = account.file("typed.sh", "'" + TestGrid.REPOSITORY.resolve("dsg") + "' " + words);
        Path shown = account.folder().resolve("shown");
        ProcessBuilder builder = new ProcessBuilder("script", "-qec", "sh '" + typed + "'", "/dev/null")
                .redirectErrorStream(true)
                .redirectOutput(shown.toFile());
        account.dress(builder);
        Process process = builder.start();
        try (OutputStream keys = process.getOutputStream()) {
            for (Answer answer : answers) {
                while (!Files.readString(shown).contains(answer.question()) && process.isAlive()) {
                    Thread.sleep(20);
                }
                keys.write((answer.text() + "\n").getBytes(StandardCharsets.US_ASCII));
                keys.flush();
            }
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .describedAs(Files.readString(shown))
                    .isTrue();
        }
        return Files.readString(shown);
    }
}
