// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShellQuoteTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1 | 1",
                "-0.5 | -0.5",
                "a/b_c.txt | a/b_c.txt",
                "user@host:~x | 'user@host:~x'",
                "a=b,c+d%e:f | a=b,c+d%e:f",
                "`` | ''",
                "two words | 'two words'",
                "it's | 'it'\"'\"'s'",
                "' | ''\"'\"''",
                "$HOME | '$HOME'",
                "`$(rm -rf /)` | '$(rm -rf /)'",
                "a;b | 'a;b'",
                "* | '*'",
                "{{ x }} | '{{ x }}'",
                "straße | 'straße'",
                "٣ | '٣'"
            })
    void aValueIsQuotedAsPythonDoes(String value, String quoted) {
        assertThat(ShellQuote.quote(value)).isEqualTo(quoted);
    }

    @Test
    void aLineBreakAtTheEndIsNotOverlooked() {
        assertThat(ShellQuote.quote("safe\n")).isEqualTo("'safe\n'");
    }

    @Test
    void everyAsciiCharacterIsQuotedAsTheRealPythonDoes() throws Exception {
        List<String> values = IntStream.rangeClosed(1, 127)
                .mapToObj(code -> "a" + (char) code)
                .toList();

        assertThat(values.stream().map(ShellQuote::quote).toList()).isEqualTo(askPython(values));
    }

    @Test
    void aShellReadsAQuotedValueAsOneWord() throws Exception {
        String value = "it's $HOME `x` \\ \"q\" *\n end";
        Process shell = start("/bin/sh", "-c", "printf %s " + ShellQuote.quote(value));

        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(value);
    }

    private static List<String> askPython(List<String> values) throws IOException, InterruptedException {
        String codes = values.stream()
                .map(value -> value.chars().mapToObj(Integer::toString).collect(Collectors.joining(" ")))
                .collect(Collectors.joining(";"));
        Process python = start("python3", "-c", """
                import shlex, sys
                for value in sys.argv[1].split(";"):
                    quoted = shlex.quote("".join(chr(int(code)) for code in value.split()))
                    sys.stdout.write(quoted.encode("utf-8").hex() + "\\n")
                """, codes);
        String answer = new String(python.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(python.waitFor()).isZero();
        return answer.lines()
                .map(line -> new String(java.util.HexFormat.of().parseHex(line), StandardCharsets.UTF_8))
                .toList();
    }

    private static Process start(String... command) {
        try {
            return new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "There is no " + command[0] + " on this machine: " + e.getMessage());
            throw new IllegalStateException(e);
        }
    }
}
