// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.Digest;
import dsg.model.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a teacher types to let a class in, and what a pupil types to come in.
@Timeout(120)
class PeopleTest {

    private static final TestGrid GRID = TestGrid.create();
    private static final List<String> SECRETS = new ArrayList<>();

    @BeforeAll
    static void start() {
        Machine.needsLinux();
        GRID.dsg("node", "policy", "--isolation", "bare").expect(0);
        GRID.up();
    }

    @AfterAll
    static void end() {
        GRID.close();
    }

    private static String address() {
        return "http://127.0.0.1:" + GRID.port();
    }

    private static String added(String name, String... more) {
        List<String> words = new ArrayList<>(List.of("user", "add", name));
        words.addAll(List.of(more));
        String token = GRID.dsg(words.toArray(String[]::new)).expect(0).out().strip();
        SECRETS.add(token);
        return token;
    }

    /// A pupil's own account, logged in with this token.
    private static TestGrid loggedIn(String token) {
        TestGrid account = TestGrid.create().saying(token + "\n");
        account.dsg("login", address()).expect(0);
        return account;
    }

    @Test
    void theTokenAloneGoesToStandardOutputAndTheRestIsWhatToPassOn() {
        Finished told = GRID.dsg("user", "add", "anna", "--for", "30d").expect(0);
        SECRETS.add(told.out().strip());

        assertThat(told.out()).matches("dsg_[A-Za-z0-9_-]{43}\n");
        assertThat(told.err())
                .contains("anna is a user now, with the role submitter", "dsg login " + address(), "dsg up --lan")
                .doesNotContain(told.out().strip());
    }

    @Test
    void whoeverLogsInWorksThereAndSeesWhoseJobsTheyAre() {
        try (TestGrid account = loggedIn(added("bert"))) {
            assertThat(account.dsg("run", "--", "echo", "hello").expect(0).out())
                    .contains("hello");
            assertThat(account.dsg("status").expect(0).out()).contains(address());
            GRID.submit("dsg: 1\nname: owners\nrun: sleep 30\n");

            assertThat(account.dsg("ls").expect(0).out()).contains("WHO", "bert", "owner");
            assertThat(account.dsg("ls", "-o", "job,who").expect(0).out()).contains("bert");
            Finished refused = account.dsg("cancel", "last").expect(6);
            assertThat(refused.err()).contains("It is the owner's", "role admin");
            assertThat(account.dsg("cancel", "@me").expect(0).err()).doesNotContain("owner");
            GRID.dsg("cancel", "last").expect(0);
        }
    }

    @Test
    void aLoginIsForItsOwnerOnlyAndGoneAfterLogout() throws IOException {
        try (TestGrid account = loggedIn(added("cleo", "--role", "viewer"))) {
            Path file = account.home().resolve("login.json");
            assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(account.dsg("run", "--", "true").expect(6).err()).contains("dsg user role cleo submitter");

            account.dsg("logout").expect(0);

            assertThat(file).doesNotExist();
            assertThat(account.dsg("ls").expect(5).err()).contains("dsg up", "dsg login");
        }
    }

    @Test
    @OnlyInTheLongForm
    void theGridOfTheOwnHomeComesBeforeTheLogin() {
        String token = added("dora");
        try (TestGrid account = loggedIn(token)) {
            account.dsg("node", "policy", "--isolation", "bare").expect(0);
            account.up();
            assertThat(account.dsg("status", "--json").expect(0).json()).isNotEqualTo("");
            assertThat(account.dsg("status").expect(0).out()).doesNotContain(address());
            account.dsg("down").expect(0);
            assertThat(account.dsg("status").expect(0).out()).contains(address());
        }
    }

    @Test
    void programsNameTheGridInTheirEnvironment() {
        String token = added("ci");
        try (TestGrid account = TestGrid.create()) {
            account.with("DSG_GRID", address());
            assertThat(account.dsg("ls").expect(2).err()).contains("DSG_TOKEN is not");
            account.with("DSG_TOKEN", token);
            account.dsg("ls").expect(0);
            assertThat(account.home().resolve("login.json")).doesNotExist();
        }
    }

    @Test
    void aTokenIsReadFromAFileAndAWrongOneIsNotKept() {
        try (TestGrid account = TestGrid.create()) {
            account.file("token", added("emil") + "\n");
            account.dsg("login", address(), "--token-file", "token").expect(0);
            account.dsg("logout").expect(0);
            account.file("token", "dsg_" + "x".repeat(43));
            assertThat(account.dsg("login", address(), "--token-file", "token")
                            .expect(6)
                            .err())
                    .contains("none of this grid's");
            account.file("token", "two words");
            account.dsg("login", address(), "--token-file", "token").expect(2);
            account.dsg("login", address(), "--token-file", "none").expect(4);
            assertThat(account.home().resolve("login.json")).doesNotExist();
        }
    }

    @Test
    void noTokenIsSentByPlainHttpToAnotherMachine() {
        try (TestGrid account = TestGrid.create().saying("dsg_" + "x".repeat(43))) {
            assertThat(account.dsg("login", "http://192.0.2.1:7300").expect(2).err())
                    .contains("everybody on the network could read your token");
            account.with("DSG_GRID", "http://192.0.2.1:7300").with("DSG_TOKEN", "dsg_x");
            account.dsg("ls").expect(2);
        }
    }

    @Test
    void theTerminalDoesNotShowTheToken() throws IOException, InterruptedException {
        Machine.needs("script", "bsdutils");
        String token = added("finn");
        try (TestGrid account = TestGrid.create()) {
            String shown = new AtTerminal(account)
                    .types("login " + address(), List.of(new AtTerminal.Answer("not shown", token)));
            assertThat(shown).contains("You are finn").doesNotContain(token);
        }
    }

    @Test
    void aClassIsAddedFromASpreadsheetAndItsTokensAreForItsTeacherOnly() throws IOException {
        GRID.file("7b.csv", "\ufeffName;Role\r\nGusti;\r\nHanna;viewer\r\n");
        Finished told =
                GRID.dsg("user", "add", "--csv", "7b.csv", "--for", "10d").expect(0);

        Path tokens = GRID.folder().resolve("7b-tokens.csv");
        assertThat(told.out()).contains("2 users added", "7b-tokens.csv");
        assertThat(Files.getPosixFilePermissions(tokens)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        List<String> lines = Files.readAllLines(tokens);
        assertThat(lines).hasSize(3).first().isEqualTo("name,token");
        lines.stream().skip(1).map(line -> line.split(",")[1]).forEach(SECRETS::add);
        assertThat(GRID.dsg("user", "list").expect(0).out())
                .containsPattern("Gusti +submitter")
                .containsPattern("Hanna +viewer");
        try (TestGrid account = loggedIn(SECRETS.getLast())) {
            account.dsg("ls").expect(0);
        }
        Files.delete(tokens);
    }

    @Test
    void allFaultsOfAClassAreToldAndNobodyIsAdded() {
        added("ida");
        GRID.file("faulty.csv", "name,role\nJosef K,\nida,\nkim,king\nleo,\nLEO,\n");
        Finished told = GRID.dsg("user", "add", "--csv", "faulty.csv").expect(2);

        assertThat(told.err())
                .contains(
                        "4 faults",
                        "row 2: `Josef K` cannot be",
                        "Perhaps Josef.K",
                        "row 3: there is a user `ida` already",
                        "row 4: `king` is no role",
                        "row 6: `LEO` stands in row 5 already");
        assertThat(GRID.folder().resolve("faulty-tokens.csv")).doesNotExist();
        assertThat(GRID.dsg("user", "list").expect(0).out()).doesNotContain("kim", "leo");
    }

    @Test
    void tokensOfBeforeAreNotOverwritten() {
        GRID.file("8c.csv", "name\nmia\n");
        GRID.file("8c-tokens.csv", "precious");
        assertThat(GRID.dsg("user", "add", "--csv", "8c.csv").expect(1).err()).contains("is there already");
        assertThat(GRID.dsg("user", "list").expect(0).out()).doesNotContain("mia");
    }

    @Test
    void aTokenIsListedRevokedAndReplaced() {
        String first = added("nora");
        String second =
                GRID.dsg("user", "token", "nora", "--for", "1h").expect(0).out().strip();
        SECRETS.add(second);
        assertThat(GRID.dsg("user", "token", "nora", "--list").expect(0).lines())
                .hasSize(3);

        assertThat(GRID.dsg("user", "token", "nora", "--revoke", "1").expect(0).out())
                .contains("1 other good");

        Rest rest = GRID.rest();
        rest.send(rest.as(first, "/api/v1/me").build()).expect(401);
        rest.send(rest.as(second, "/api/v1/me").build()).expect(200);
        GRID.dsg("user", "token", "nora", "--revoke", "1").expect(4);
        GRID.dsg("user", "token", "nobody").expect(4);
    }

    @Test
    void whoeverIsRemovedIsOutAndHisJobsStay() {
        People.Person person = new People(GRID).add("otto", Role.SUBMITTER);
        long job = new People(GRID).submit(person);

        assertThat(GRID.dsg("user", "remove", "otto").expect(1).err()).contains("-y");
        GRID.dsg("user", "remove", "-y", "otto").expect(0);

        Rest rest = GRID.rest();
        rest.send(rest.as(person.token(), "/api/v1/me").build()).expect(401);
        assertThat(rest.get("/api/v1/jobs/" + job).json().path("by").asString()).isEqualTo("otto");
        GRID.dsg("user", "remove", "-y", "owner").expect(1);
    }

    @Test
    void tokensAreNowhereButWithThoseWhoHaveThem() throws IOException {
        SECRETS.add(GRID.token());
        String token = added("paul");
        try (TestGrid account = loggedIn(token)) {
            Command watching = account.type("run", "--", "sleep", "1");
            List<String> arguments = new ArrayList<>();
            while (watching.isAlive()) {
                Machine.processesWith("DSG_HOME", account.home().toString())
                        .forEach(pid -> arguments.addAll(Machine.arguments(pid)));
                Machine.processesWith("DSG_HOME", GRID.home().toString())
                        .forEach(pid -> arguments.addAll(Machine.arguments(pid)));
            }
            assertThat(arguments).isNotEmpty();
            for (String secret : SECRETS) {
                assertThat(arguments).noneMatch(argument -> argument.contains(secret));
                assertThat(files(GRID.home(), secret))
                        .isSubsetOf(List.of(GRID.home().resolve("token")));
            }
        }
        // What the journal knows of it is what cannot be turned back.
        assertThat(files(GRID.home(), Digest.of(token).hex())).isNotEmpty();
    }

    /// The files that have this text in them.
    private static List<Path> files(Path folder, String text) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> read(file).contains(text))
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
