// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import static dsg.core.Bench.task;
import static dsg.core.Jobs.job;
import static dsg.core.Jobs.stage;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.Artefact;
import dsg.model.Command;
import dsg.model.GridEffect;
import dsg.model.Input;
import dsg.model.Order;
import dsg.model.Output;
import dsg.model.Sweep;
import dsg.model.Template;
import dsg.model.Template.Part.Placeholder;
import dsg.model.Template.Part.Text;
import dsg.model.TimeLimit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OrdersTest {

    private static final Sweep WORDS = new Sweep.Grid(
            List.of(new Sweep.Axis("x", new Sweep.Values.Listed(List.of("one", "it's two", "{{ in.data }}")))));
    private static final Input DATA = new Input.Local(
            "data", "my data.csv", List.of(new Input.LocalFile("my data.csv", Artefact.of(new byte[] {1}))));

    private final Bench bench = new Bench().node("attic", 4);

    @Test
    void aShellGetsItsPlaceholdersFilledAndQuoted() {
        bench.submit(job("orbit", stage("main").sweep(WORDS).takes(DATA).runs(new Command.Shell(text()))));

        assertThat(order(1).argv()).containsExactly("/bin/sh", "-c", "fit one < 'my data.csv'");
        assertThat(order(2).argv()).containsExactly("/bin/sh", "-c", "fit 'it'\"'\"'s two' < 'my data.csv'");
    }

    @Test
    void aValueThatLooksLikeAPlaceholderStaysAsItIs() {
        bench.submit(job("orbit", stage("main").sweep(WORDS).takes(DATA).runs(new Command.Shell(text()))));

        assertThat(order(3).argv().getLast()).isEqualTo("fit '{{ in.data }}' < 'my data.csv'");
    }

    @Test
    void aProgramGetsEachAsOneArgument() {
        Command program = new Command.Program(List.of(Template.of("fit"), text()));
        bench.submit(job("orbit", stage("main").sweep(WORDS).takes(DATA).runs(program)));

        assertThat(order(2).argv()).containsExactly("fit", "fit it's two < my data.csv");
    }

    @Test
    void theEnvironmentIsFilledButNotQuoted() {
        Template x = new Template(List.of(new Text("x is "), new Placeholder("x", false)));
        bench.submit(job("orbit", stage("main").sweep(WORDS).env(Map.of("X", x))));

        assertThat(order(2).env()).isEqualTo(Map.of("X", "x is it's two"));
    }

    @Test
    void theRestIsAsTheJobFileSaysIt() {
        Output out = new Output("fit", "fit.json", false, "");
        bench.submit(job("orbit", stage("main").takes(DATA).makes(out).asks(2000, 100)));
        Order order = order(1);

        assertThat(order.attempt()).isEqualTo(task(1, "main", 1).attempt(1));
        assertThat(order.inputs()).containsExactly(DATA);
        assertThat(order.outputs()).containsExactly(out);
        assertThat(order.resources().cpuMilli()).isEqualTo(2000);
        assertThat(order.time()).isEqualTo(new TimeLimit.Unlimited());
    }

    @Test
    void theNextAttemptGetsTheSameOrderUnderItsOwnNumber() {
        bench.submit(job("orbit", stage("main").sweep(WORDS).takes(DATA).runs(new Command.Shell(text()))));
        Order first = order(1);
        bench.end(first.attempt().task(), new dsg.model.AttemptEnd.Cancelled());
        Order second = order(1);

        assertThat(second.attempt()).isEqualTo(first.attempt().task().attempt(2));
        assertThat(second.argv()).isEqualTo(first.argv());
    }

    private static Template text() {
        return new Template(List.of(
                new Text("fit "), new Placeholder("x", false), new Text(" < "), new Placeholder("in.data", false)));
    }

    private Order order(int task) {
        return bench.last.effects().stream()
                .filter(GridEffect.Start.class::isInstance)
                .map(effect -> ((GridEffect.Start) effect).order())
                .filter(order -> order.attempt().task().number() == task)
                .findFirst()
                .orElseThrow();
    }
}
