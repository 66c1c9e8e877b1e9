// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import static org.assertj.core.api.Assertions.assertThat;

import dsg.core.Decision.Answer;
import dsg.core.Decision.Cause;
import dsg.model.Digest;
import dsg.model.GridCommand;
import dsg.model.GridCommand.NewToken;
import dsg.model.GridCommand.NewUser;
import dsg.model.JobId;
import dsg.model.Role;
import dsg.model.Submission;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who is a user, in which role, and with which tokens.
class UserRulesTest {

    private static final Duration MONTH = Duration.ofDays(30);

    private final Bench bench = new Bench();

    private static NewToken token(String secret) {
        return new NewToken(Digest.of(secret), MONTH);
    }

    private static NewUser user(String name, Role role) {
        return new NewUser(name, role, token("secret of " + name));
    }

    private Answer ask(GridCommand command) {
        return bench.turn(command).answers().getLast();
    }

    private void add(String... names) {
        assertThat(ask(new GridCommand.AddUsers(
                        Stream.of(names).map(name -> user(name, Role.SUBMITTER)).toList())))
                .isEqualTo(new Answer.Ok());
    }

    private void refused(GridCommand command, Cause cause, String... words) {
        Answer answer = ask(command);
        assertThat(bench.last.events()).isEmpty();
        assertThat(answer).isInstanceOf(Answer.Refused.class);
        Answer.Refused refused = (Answer.Refused) answer;
        assertThat(refused.cause()).isEqualTo(cause);
        assertThat(refused.refusal().what()
                        + refused.refusal().why()
                        + refused.refusal().mend())
                .contains(words);
    }

    private Users users() {
        return bench.last.snapshot().users();
    }

    private Optional<String> whose(String secret) {
        return users().holder(Digest.of(secret))
                .filter(holder -> holder.token().isGood(bench.now))
                .map(holder -> holder.user().name() + " " + holder.user().role().word());
    }

    @Test
    void aTokenIsItsUsersUntilItExpires() {
        add("anna");
        assertThat(whose("secret of anna")).contains("anna submitter");

        bench.wait(MONTH.minusMillis(1));
        assertThat(whose("secret of anna")).contains("anna submitter");

        bench.wait(Duration.ofMillis(1));
        assertThat(whose("secret of anna")).isEmpty();
        assertThat(users().holder(Digest.of("secret of anna"))).isPresent(); // so that she can be told
    }

    @Test
    void aRevokedTokenIsNobodys() {
        add("anna");
        ask(new GridCommand.IssueToken("anna", token("second")));
        assertThat(whose("second")).contains("anna submitter");

        ask(new GridCommand.RevokeToken("anna", 1));

        assertThat(users().holder(Digest.of("secret of anna"))).isEmpty();
        assertThat(whose("second")).contains("anna submitter");
        refused(new GridCommand.RevokeToken("anna", 1), Cause.NOT_FOUND, "anna has no token 1");
    }

    @Test
    void theNumberOfATokenIsNeverGivenAgain() {
        add("anna");
        ask(new GridCommand.RevokeToken("anna", 1));
        ask(new GridCommand.IssueToken("anna", token("second")));

        assertThat(users().named("anna").orElseThrow().tokens())
                .extracting(Users.Token::number)
                .containsExactly(2);
    }

    @Test
    void whoeverIsRemovedDoesNotComeIn() {
        add("anna", "bert");
        ask(new GridCommand.RemoveUser("anna"));

        assertThat(whose("secret of anna")).isEmpty();
        assertThat(whose("secret of bert")).contains("bert submitter");
        refused(new GridCommand.RemoveUser("anna"), Cause.NOT_FOUND, "anna");
    }

    @Test
    void aRoleIsTheUsersNotTheTokens() {
        add("anna");
        ask(new GridCommand.ChangeRole("anna", Role.VIEWER));

        assertThat(whose("secret of anna")).contains("anna viewer");
        assertThat(bench.turn(new GridCommand.ChangeRole("anna", Role.VIEWER)).events())
                .isEmpty();
    }

    @Test
    void aClassIsAddedAsAWholeOrNotAtAllAndAllItsFaultsAreTold() {
        add("anna");
        refused(
                new GridCommand.AddUsers(List.of(
                        user("bert", Role.VIEWER),
                        user("Anna", Role.VIEWER),
                        user("two words", Role.VIEWER),
                        user("BERT", Role.VIEWER))),
                Cause.CONFLICT,
                "a user anna already",
                "two words",
                "BERT` is named twice");
        assertThat(users().all()).extracting(Users.User::name).containsExactly("anna");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "-anna",
                "1st",
                "a/b",
                "a\nb",
                "a\u202eb",
                "owner",
                "Owner",
                "e\u0301va",
                "<b>",
                "abcdefghijklmnopqrstuvwxyzabcdefg"
            })
    void whatCannotBeANameIsRefused(String name) {
        refused(new GridCommand.AddUsers(List.of(user(name, Role.VIEWER))), Cause.CONFLICT, "Nobody was added");
    }

    @ParameterizedTest
    @ValueSource(strings = {"anna", "Jürgen", "anna.maier", "m-01", "Ελένη", "明", "a"})
    void whatCanBeANameIsTaken(String name) {
        add(name);
        assertThat(users().named(name)).isPresent();
    }

    @Test
    void theOwnerStaysTheLastAdmin() {
        refused(new GridCommand.RemoveUser("owner"), Cause.CONFLICT, "owner");
        refused(new GridCommand.ChangeRole("owner", Role.VIEWER), Cause.CONFLICT, "owner stays admin");
        refused(new GridCommand.IssueToken("owner", token("x")), Cause.CONFLICT, "owner");
    }

    @Test
    void nobodyUnknownGetsARoleOrAToken() {
        refused(new GridCommand.ChangeRole("eve", Role.ADMIN), Cause.NOT_FOUND, "no user `eve`");
        refused(new GridCommand.IssueToken("eve", token("x")), Cause.NOT_FOUND, "no user `eve`");
        refused(new GridCommand.RevokeToken("eve", 1), Cause.NOT_FOUND, "no user `eve`");
    }

    @Test
    void noTokenIsGoodForEver() {
        add("anna");
        NewToken endless = new NewToken(Digest.of("x"), UserRules.LIFE_MAX.plusSeconds(1));
        refused(new GridCommand.IssueToken("anna", endless), Cause.CONFLICT, "366 days");
        refused(new GridCommand.AddUsers(List.of(new NewUser("bert", Role.VIEWER, endless))), Cause.CONFLICT, "366");
        refused(
                new GridCommand.IssueToken("anna", new NewToken(Digest.of("x"), Duration.ZERO)),
                Cause.CONFLICT,
                "second");
    }

    @Test
    void tokensDoNotPileUp() {
        add("anna");
        for (int i = 2; i <= UserRules.TOKENS_MAX; i++) {
            ask(new GridCommand.IssueToken("anna", token("t" + i)));
        }
        refused(new GridCommand.IssueToken("anna", token("more")), Cause.CONFLICT, "--revoke 1");

        bench.wait(MONTH);
        ask(new GridCommand.IssueToken("anna", token("more")));
        assertThat(users().named("anna").orElseThrow().tokens())
                .extracting(Users.Token::number)
                .containsExactly(UserRules.TOKENS_MAX + 1);
    }

    private static NewToken page(String secret) {
        return new NewToken(Digest.of(secret), UserRules.PAGE_LIFE_MAX);
    }

    @Test
    void aPageIsLetInAsWhoeverHasLoggedInThereUntilTheDayIsOver() {
        add("anna");
        ask(new GridCommand.OpenPage("anna", page("hers")));
        ask(new GridCommand.OpenPage("owner", page("his")));
        assertThat(whose("hers")).contains("anna submitter");
        assertThat(whose("his")).contains("owner admin");
        assertThat(users().all()).extracting(Users.User::name).containsExactly("anna");

        ask(new GridCommand.ChangeRole("anna", Role.VIEWER));
        assertThat(whose("hers")).contains("anna viewer");

        bench.wait(UserRules.PAGE_LIFE_MAX);
        assertThat(whose("hers")).isEmpty();
        assertThat(whose("his")).isEmpty();
    }

    @Test
    void whoeverLogsOutOfAPageShutsThatPageAndNoOther() {
        ask(new GridCommand.OpenPage("owner", page("one")));
        ask(new GridCommand.OpenPage("owner", page("two")));

        ask(new GridCommand.RevokeToken("owner", 1));

        assertThat(whose("one")).isEmpty();
        assertThat(whose("two")).contains("owner admin");
    }

    @Test
    void pagesMakeRoomForEachOtherAndTakeNoneFromTokens() {
        add("anna");
        for (int i = 0; i <= UserRules.PAGES_MAX; i++) {
            ask(new GridCommand.OpenPage("anna", page("page " + i)));
        }

        assertThat(whose("page 0")).isEmpty();
        assertThat(whose("page 1")).isPresent();
        assertThat(whose("secret of anna")).isPresent();
        assertThat(ask(new GridCommand.IssueToken("anna", token("second")))).isEqualTo(new Answer.Ok());
    }

    @Test
    void aPageIsNotLetInForDaysAndNotForStrangers() {
        refused(new GridCommand.OpenPage("owner", token("month")), Cause.CONFLICT, "12 hours", "dsg ui");
        refused(new GridCommand.OpenPage("eve", page("x")), Cause.NOT_FOUND, "no user `eve`");
    }

    @Test
    void theKeyOfASubmissionIsItsSubmittersOwn() {
        JobId first = submitted("anna");
        JobId again = submitted("anna");
        JobId others = submitted("bert");

        assertThat(again).isEqualTo(first);
        assertThat(others).isNotEqualTo(first);
        assertThat(bench.last.snapshot().job(others).orElseThrow().by()).isEqualTo("bert");
    }

    private JobId submitted(String by) {
        Submission submission = new Submission("job.yaml", "", "key", Optional.empty(), by);
        bench.turn(new GridCommand.Submit(Jobs.tasks(1), submission));
        return bench.accepted();
    }

    @Test
    void replayingTheJournalRebuildsTheUsers() {
        add("anna", "bert", "cleo");
        ask(new GridCommand.ChangeRole("bert", Role.ADMIN));
        ask(new GridCommand.IssueToken("bert", token("second")));
        ask(new GridCommand.RevokeToken("bert", 1));
        ask(new GridCommand.RemoveUser("cleo"));
        ask(new GridCommand.OpenPage("owner", page("his")));

        assertThat(bench.replayed().view().users().now()).isEqualTo(users());
    }
}
