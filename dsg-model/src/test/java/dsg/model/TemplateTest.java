// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dsg.model.Template.Part.Placeholder;
import dsg.model.Template.Part.Text;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplateTest {

    private static final Template COUNT =
            new Template(List.of(new Text("wc -l "), new Placeholder("f", false), new Text(" > n")));

    @Test
    void textWithoutPlaceholdersStaysAsItIs() {
        assertThat(Template.of("echo '{{' $HOME").fillForShell(Map.of())).isEqualTo("echo '{{' $HOME");
    }

    @Test
    void aValueIsQuotedForTheShell() {
        assertThat(COUNT.fillForShell(Map.of("f", "my file"))).isEqualTo("wc -l 'my file' > n");
        assertThat(COUNT.fillForShell(Map.of("f", "data.csv"))).isEqualTo("wc -l data.csv > n");
    }

    @Test
    void aRawValueIsNotQuoted() {
        Template raw = new Template(List.of(new Text("run "), new Placeholder("flags", true)));

        assertThat(raw.fillForShell(Map.of("flags", "-a -b"))).isEqualTo("run -a -b");
    }

    @Test
    void aValueIsVerbatimOutsideOfAShell() {
        assertThat(COUNT.fill(Map.of("f", "my file"))).isEqualTo("wc -l my file > n");
    }

    @Test
    void aValueIsNeverExpandedAgain() {
        Template two = new Template(List.of(new Placeholder("a", true), new Placeholder("b", true)));

        assertThat(two.fill(Map.of("a", "{{ b }}", "b", "{{ a }}"))).isEqualTo("{{ b }}{{ a }}");
        assertThat(two.fillForShell(Map.of("a", "{{ b }}", "b", "$1\\0"))).isEqualTo("{{ b }}$1\\0");
    }

    @Test
    void aPlaceholderWithoutAValueIsAnError() {
        assertThatThrownBy(() -> COUNT.fill(Map.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("f");
    }

    @Test
    void itsNamesAreThoseOfItsPlaceholders() {
        assertThat(COUNT.names()).containsExactly("f");
        assertThat(Template.of("{{ x }}").names()).isEmpty();
    }

    @Test
    void aShellCommandGoesToTheShellWithItsValuesQuoted() {
        assertThat(new Command.Shell(COUNT).argv(Map.of("f", "a b")))
                .containsExactly("/bin/sh", "-c", "wc -l 'a b' > n");
    }

    @Test
    void aProgramsValuesAreEachPartOfOneArgument() {
        Command program = new Command.Program(
                List.of(Template.of("wc"), new Template(List.of(new Text("--file="), new Placeholder("f", false)))));

        assertThat(program.argv(Map.of("f", "it's a b"))).containsExactly("wc", "--file=it's a b");
        assertThat(program.names()).containsExactly("f");
    }

    @Test
    void aCommandHasAtLeastAProgram() {
        assertThatThrownBy(() -> new Command.Program(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
