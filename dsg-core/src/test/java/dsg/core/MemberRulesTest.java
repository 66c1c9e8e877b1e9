// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import static dsg.core.Bench.id;
import static dsg.core.Bench.task;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.core.Decision.Answer;
import dsg.model.Digest;
import dsg.model.GridCommand;
import dsg.model.GridEffect;
import dsg.model.GridEvent;
import dsg.model.Invite;
import dsg.model.JobState;
import dsg.model.NodeId;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MemberRulesTest {

    private static final Digest CODE = Digest.of("code");

    private final Bench bench = new Bench();

    private void invite(int uses, Duration time) {
        bench.turn(new GridCommand.MakeInvite(new Invite(CODE, uses, bench.now.plus(time), Optional.empty())));
    }

    private Answer admit(String node, String name, Optional<Digest> code) {
        return bench.turn(new GridCommand.Admit(id(node), name, Digest.of("key of " + node), code))
                .answers()
                .getFirst();
    }

    private String refusal(Answer answer) {
        return ((Answer.Refused) answer).refusal().why();
    }

    @Test
    void aCodeLetsInAsManyMachinesAsItWasMadeForAndNoMore() {
        invite(2, Duration.ofMinutes(15));
        assertThat(admit("n-1", "attic", Optional.of(CODE))).isEqualTo(new Answer.Admitted("attic"));
        assertThat(admit("n-2", "cellar", Optional.of(CODE))).isEqualTo(new Answer.Admitted("cellar"));
        assertThat(refusal(admit("n-3", "den", Optional.of(CODE)))).contains("2 machines", "was used");
    }

    @Test
    void aMachineThatHasNotHeardTheAnswerIsLetInOnce() {
        invite(1, Duration.ofMinutes(15));
        admit("n-1", "attic", Optional.of(CODE));
        assertThat(admit("n-1", "attic", Optional.of(CODE))).isEqualTo(new Answer.Admitted("attic"));
        assertThat(bench.last.events()).isEmpty();
    }

    @Test
    void aCodeThatHasExpiredWasEndedOrIsNotKnownLetsNobodyIn() {
        assertThat(refusal(admit("n-1", "attic", Optional.of(CODE)))).contains("does not know this code");
        invite(5, Duration.ofMinutes(15));
        bench.now = bench.now.plus(Duration.ofMinutes(15));
        assertThat(refusal(admit("n-1", "attic", Optional.of(CODE)))).contains("expired");
        invite(5, Duration.ofMinutes(15));
        bench.turn(new GridCommand.EndInvites());
        assertThat(refusal(admit("n-1", "attic", Optional.of(CODE)))).contains("ended by hand");
    }

    @Test
    void aTakenNameGetsANumber() {
        bench.node("den", 2);
        assertThat(admit("n-1", "den", Optional.empty())).isEqualTo(new Answer.Admitted("den-2"));
        assertThat(admit("n-2", "den", Optional.empty())).isEqualTo(new Answer.Admitted("den-3"));
        assertThat(admit("n-3", "attic", Optional.empty())).isEqualTo(new Answer.Admitted("attic"));
    }

    @Test
    void whatANodeRanThatIsForgottenRunsElsewhere() {
        bench.node("attic", 1);
        bench.submit(Jobs.tasks(1));
        bench.node("cellar", 1);
        bench.turn(new GridCommand.ForgetNode(id("attic")));
        assertThat(bench.last.effects()).contains(new GridEffect.CutOff(id("attic")));
        assertThat(bench.nodeOf(task(1, "main", 1))).isEqualTo(id("cellar"));
        bench.done(task(1, "main", 1));
        assertThat(bench.last.snapshot().jobs().getFirst().state()).isEqualTo(JobState.DONE);
        assertThat(bench.last.snapshot().nodes()).hasSize(1);
        assertThat(bench.last.snapshot().forgotten()).containsExactly(id("attic"));
    }

    /// A classroom's machine with a fresh image.
    @Test
    void aMachineThatWasSetUpAnewTakesItsOldNameBack() {
        admit("old", "pc-07", Optional.empty());
        bench.turn(new GridCommand.Arrive(id("old"), Bench.facts("pc-07", 1, 4096), Set.of()));
        bench.depart("old");
        admit("new", "pc-07", Optional.empty());
        bench.turn(new GridCommand.Arrive(id("new"), Bench.facts("pc-07-2", 1, 4096), Set.of()));

        bench.turn(new GridCommand.ReplaceNode(id("old"), id("new")));

        assertThat(bench.last.snapshot().nodes())
                .extracting(node -> node.id() + " " + node.facts().name())
                .containsExactly("new pc-07");
        assertThat(bench.last.snapshot().forgotten()).containsExactly(id("old"));
        bench.turn(new GridCommand.Arrive(id("new"), Bench.facts("pc-07-2", 1, 4096), Set.of()));
        assertThat(bench.last.snapshot().nodes().getFirst().facts().name()).isEqualTo("pc-07");
        assertThat(bench.replayed().view().members().member(id("new")).map(Members.Member::name))
                .contains("pc-07");
    }

    @Test
    void aMachineThatIsHereIsNotReplaced() {
        admit("old", "pc-07", Optional.empty());
        bench.node("old", 1);
        admit("new", "pc-07", Optional.empty());
        bench.node("new", 1);

        assertThat(refused(new GridCommand.ReplaceNode(id("old"), id("new")))).contains("It is here");
        bench.depart("old");
        assertThat(refused(new GridCommand.ReplaceNode(id("old"), id("old")))).contains("no other machine");
        assertThat(refused(new GridCommand.ReplaceNode(id("nobody"), id("new"))))
                .contains("knows no node");
    }

    private String refused(GridCommand command) {
        return refusal(bench.turn(command).answers().getFirst());
    }

    @Test
    void aForgottenNodeThatComesBackIsCutOffAndItsKeyIsNotLetIn() {
        admit("attic", "attic", Optional.empty());
        bench.node("attic", 1);
        bench.turn(new GridCommand.ForgetNode(id("attic")));
        bench.turn(new GridCommand.Arrive(id("attic"), Bench.facts("attic", 1, 4096), Set.of()));
        assertThat(bench.last.events()).isEmpty();
        assertThat(bench.last.effects()).containsExactly(new GridEffect.CutOff(id("attic")));
        assertThat(refusal(admit("attic", "attic", Optional.empty()))).contains("was removed");
    }

    @Test
    void replayingTheJournalKnowsTheSameMembers() {
        invite(2, Duration.ofMinutes(15));
        admit("n-1", "attic", Optional.of(CODE));
        bench.node("cellar", 1);
        bench.turn(new GridCommand.ForgetNode(id("cellar")));
        GridMachine again = new GridMachine(new FirstFit());
        for (GridEvent event : bench.journal) {
            again.replay(event);
        }
        Members members = again.view().members();
        assertThat(members.member(id("n-1")).map(Members.Member::name)).contains("attic");
        assertThat(members.code(CODE).map(Members.Code::used)).contains(1);
        assertThat(members.forgotten()).containsExactly(new NodeId("cellar"));
    }

    @Test
    void aNodeThatTheGridNeverHadCannotBeForgotten() {
        assertThat(bench.turn(new GridCommand.ForgetNode(id("nobody")))
                        .answers()
                        .getFirst())
                .isInstanceOf(Answer.Refused.class);
    }
}
