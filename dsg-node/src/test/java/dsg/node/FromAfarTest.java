// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.NodePolicy;
import dsg.model.NodePolicy.Verdict;
import dsg.node.FromAfar.Judgement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What admins of a grid may change of an owner's policy from afar.
class FromAfarTest {

    private static final Instant NOW = Instant.parse("2026-11-27T10:00:00.25Z");
    private static final OwnerPolicy MANAGED = OwnerPolicy.USUAL.with(Setting.MANAGED, List.of("yes"));

    private static NodePolicy.Wish wish(Map<String, List<String>> set, String... unset) {
        return new NodePolicy.Wish("ana", set, List.of(unset));
    }

    private static OwnerPolicy granted(OwnerPolicy before, NodePolicy.Wish wish) {
        Judgement judgement = FromAfar.judge(before, wish, NOW);
        assertThat(judgement).isInstanceOf(Judgement.Granted.class);
        return ((Judgement.Granted) judgement).policy();
    }

    private static List<NodePolicy.Fault> faults(OwnerPolicy before, NodePolicy.Wish wish) {
        Judgement judgement = FromAfar.judge(before, wish, NOW);
        assertThat(judgement).isInstanceOf(Judgement.Refused.class);
        Verdict verdict = ((Judgement.Refused) judgement).verdict();
        assertThat(verdict).isInstanceOf(Verdict.Faulty.class);
        return ((Verdict.Faulty) verdict).faults();
    }

    @Test
    void nothingIsChangedWhereTheOwnerHasNotAllowedIt() {
        NodePolicy.Wish wish = wish(Map.of("when", List.of("never")));
        assertThat(FromAfar.judge(OwnerPolicy.USUAL, wish, NOW))
                .isEqualTo(new Judgement.Refused(new Verdict.NotManaged()));
        assertThat(granted(MANAGED, wish).value(Setting.WHEN)).isEqualTo("never");
    }

    @Test
    void whoeverKeepsAGridManagesItsMachineUnlessHeSaysNo() {
        OwnerPolicy own = OwnerPolicy.USUAL.inOwnGrid(true);
        assertThat(own.value(Setting.MANAGED)).isEqualTo("yes");
        assertThat(granted(own, wish(Map.of("heat", List.of("80")))).value(Setting.HEAT))
                .isEqualTo("80");

        OwnerPolicy refusing = own.with(Setting.MANAGED, List.of("no"));
        assertThat(FromAfar.judge(refusing, wish(Map.of("heat", List.of("80"))), NOW))
                .isEqualTo(new Judgement.Refused(new Verdict.NotManaged()));
    }

    @Test
    void whatOpensTheMachineIsSaidAtTheMachineOnly() {
        for (Setting setting :
                List.of(Setting.MANAGED, Setting.ISOLATION, Setting.CONTAINERS, Setting.SHOWN, Setting.TAGS)) {
            String value = setting.isList() ? "/opt" : setting.usual(true);
            assertThat(faults(MANAGED, wish(Map.of(setting.typed(), List.of(value)))))
                    .as(setting.typed())
                    .singleElement()
                    .satisfies(
                            fault -> assertThat(fault.says()).contains("never changed from afar", "dsg node policy"));
            assertThat(faults(MANAGED, wish(Map.of(), setting.typed()))).hasSize(1);
        }
    }

    @Test
    void everyFaultIsToldAtItsSettingAndThenNothingIsChanged() {
        List<NodePolicy.Fault> faults = faults(
                MANAGED,
                wish(
                        Map.of(
                                "when", List.of("sometimes"),
                                "heat", List.of("60", "70"),
                                "wen", List.of("idle"),
                                "hours", List.of("sat", "someday")),
                        "heat"));
        assertThat(faults).extracting(NodePolicy.Fault::setting).contains("when", "heat", "wen", "hours");
        assertThat(faults)
                .extracting(NodePolicy.Fault::says)
                .anyMatch(says -> says.contains("`--when sometimes`: write always, idle, schedule or never."))
                .anyMatch(says -> says.contains("set and unset at once"))
                .anyMatch(says -> says.contains("`wen` is no setting"))
                .anyMatch(says -> says.contains("`--hours someday`"));
        assertThat(faults(MANAGED, wish(Map.of("heat", List.of("60", "70"))))).singleElement();
    }

    @Test
    void whatCannotBeMeantTogetherIsToldAtTheFieldThatMendsIt() {
        assertThat(faults(MANAGED, wish(Map.of("when", List.of("schedule")))))
                .extracting(NodePolicy.Fault::setting)
                .containsExactly("hours");
        OwnerPolicy scheduled = MANAGED.with(Setting.WHEN, List.of("schedule")).with(Setting.HOURS, List.of("sat sun"));
        assertThat(faults(scheduled, wish(Map.of(), "when")))
                .extracting(NodePolicy.Fault::setting)
                .containsExactly("hours");
        assertThat(granted(scheduled, wish(Map.of(), "when", "hours")).said()).containsOnlyKeys(Setting.MANAGED);
    }

    @Test
    void aSnoozeCountsFromTheClockOfTheMachine() {
        OwnerPolicy snoozed = granted(MANAGED, wish(Map.of("snooze", List.of("2h"))));
        assertThat(snoozed.snoozedUntil()).contains(Instant.parse("2026-11-27T12:00:00Z"));
    }

    @Test
    void theOwnerCanReadInHisOwnWordsWhatWasSaid() {
        NodePolicy.Wish wish = wish(Map.of("when", List.of("idle"), "hours", List.of("sat", "sun")), "heat");
        assertThat(((Judgement.Granted) FromAfar.judge(MANAGED, wish, NOW)).words())
                .isEqualTo("--when idle --hours sat --hours sun --heat usual");
    }

    @Test
    void everySettingIsToldAndWhatIsPrivateIsMarked() {
        NodePolicy told =
                ToldPolicy.of(MANAGED.with(Setting.EXCLUSIVE, List.of("steam")), java.util.Optional.empty(), List.of());
        assertThat(told.settings()).hasSize(Setting.values().length);
        assertThat(told.settings().stream().filter(NodePolicy.Entry::isPrivate))
                .extracting(NodePolicy.Entry::name)
                .containsExactly("exclusive", "people", "shown");
        assertThat(told.settings().stream().filter(NodePolicy.Entry::said))
                .extracting(NodePolicy.Entry::name)
                .containsExactly("exclusive", "managed");
    }
}
