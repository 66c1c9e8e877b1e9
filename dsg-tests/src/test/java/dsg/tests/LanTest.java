// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dsg.model.Role;
import dsg.wire.CaFingerprint;
import dsg.wire.PeopleTls;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// The door to the LAN, which these tests open on loopback only: HTTPS, by the CA that people know.
@Timeout(120)
class LanTest {

    private static final TestGrid GRID = TestGrid.create().with("DSG_LISTEN", "127.0.0.1");

    @BeforeAll
    static void start() {
        Machine.needsLinux();
        GRID.dsg("node", "policy", "--isolation", "bare").expect(0);
        GRID.dsg("up", "--lan", "--port", "0").expect(0);
    }

    @AfterAll
    static void end() {
        GRID.close();
    }

    private static JsonNode lan() {
        return GRID.rest().get("/api/v1/grid").json().path("lan");
    }

    private static String address() {
        return lan().path("addresses").path(0).asString();
    }

    private static int port() {
        return Integer.parseInt(address().replaceFirst(".*:", ""));
    }

    private static String ca() {
        return lan().path("ca").asString();
    }

    private static People.Person person(String name) {
        return new People(GRID).add(name, Role.SUBMITTER);
    }

    private static SSLSocket connect(String... protocols) throws IOException {
        CaFingerprint pinned = CaFingerprint.parse(ca()).orElseThrow();
        SSLSocket socket =
                (SSLSocket) PeopleTls.client(pinned).getSocketFactory().createSocket("127.0.0.1", port());
        socket.setEnabledProtocols(protocols);
        socket.setSoTimeout(10_000);
        return socket;
    }

    /// The answer to a GET with these lines in its head.
    private static String get(String path, String... head) throws IOException {
        try (SSLSocket socket = connect("TLSv1.3")) {
            String text = "GET " + path + " HTTP/1.1\r\nConnection: close\r\n" + String.join("\r\n", head) + "\r\n\r\n";
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String bearer(String token) {
        return "Authorization: Bearer " + token;
    }

    @Test
    void upSaysWhereTheGridIsAndByWhatToKnowIt() {
        assertThat(GRID.dsg("up", "--lan").expect(0).out()).contains(address(), ca(), "dsg user add NAME");
        assertThat(GRID.dsg("status").expect(0).out()).contains(address(), ca());
        assertThat(address()).startsWith("https://127.0.0.1:");
        OpenApi api = OpenApi.ofRepository();
        assertThat(api.check("GET /api/v1/grid", GRID.rest().get("/api/v1/grid")))
                .isEmpty();
    }

    @Test
    void whatIsPassedOnLetsTheUserInAndEveryCommandWorksThere() {
        Finished told = GRID.dsg("user", "add", "anna").expect(0);
        String login = "dsg login " + address() + " --ca " + ca();
        assertThat(told.err()).contains(login);

        try (TestGrid account = TestGrid.create().saying(told.out())) {
            assertThat(account.dsg(login.substring(4).split(" ")).expect(0).out())
                    .contains("You are anna (submitter)");
            account.file("a.txt", "some input");
            account.file("job.yaml", "dsg: 1\nname: far\nin: [a.txt]\nrun: cat a.txt | tee b.txt\nout: [b.txt]\n");
            account.dsg("submit", "--watch", "job.yaml").expect(0);
            account.dsg("get", "last").expect(0);
            assertThat(account.dsg("logs", "last").expect(0).out()).contains("some input");
            assertThat(account.dsg("ls").expect(0).out()).contains("far");
            account.dsg("login").expect(0); // the same address again
        }
    }

    @Test
    void withoutTheCaAndATerminalNobodyIsTrusted() {
        try (TestGrid account = TestGrid.create().saying(person("bert").token())) {
            Finished refused = account.dsg("login", address()).expect(1);
            assertThat(refused.err()).contains(ca(), "no terminal", "--ca FINGERPRINT");
            assertThat(account.home().resolve("login.json")).doesNotExist();
        }
    }

    @Test
    void atATerminalAPersonComparesTheCa() throws IOException, InterruptedException {
        Machine.needs("script", "bsdutils");
        String token = person("vera").token();
        try (TestGrid account = TestGrid.create()) {
            AtTerminal terminal = new AtTerminal(account);
            String no = terminal.types("login " + address(), List.of(new AtTerminal.Answer("[y/N]", "n")));
            assertThat(no).contains(ca(), "You are not logged in.");

            String yes = terminal.types(
                    "login " + address(),
                    List.of(new AtTerminal.Answer("[y/N]", "y"), new AtTerminal.Answer("not shown", token)));

            assertThat(yes).contains(ca(), "You are vera").doesNotContain(token);
            account.dsg("ls").expect(0);
        }
    }

    @Test
    void whoeverShowsAnotherCaGetsNoToken() throws IOException {
        String other = (ca().charAt(0) == 'a' ? "b" : "a") + ca().substring(1);
        People.Person person = person("cleo");
        try (TestGrid account = TestGrid.create().saying(person.token())) {
            assertThat(account.dsg("login", address(), "--ca", other).expect(5).err())
                    .contains("does not prove to be your grid");
            account.dsg("login", address(), "--ca", ca()).expect(0);

            Path login = account.home().resolve("login.json");
            Files.writeString(login, Files.readString(login).replace(ca(), other));

            assertThat(account.dsg("ls").expect(5).err()).contains("does not prove to be your grid");
        }
    }

    @Test
    void nothingIsSaidInPlainOrByOldTls() throws IOException {
        try (Socket plain = new Socket("127.0.0.1", port())) {
            plain.setSoTimeout(10_000);
            plain.getOutputStream()
                    .write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] answer = plain.getInputStream().readAllBytes();
            assertThat(new String(answer, StandardCharsets.ISO_8859_1)).doesNotContain("HTTP", "ok");
        }
        try (SSLSocket old = connect("TLSv1.2")) {
            assertThatThrownBy(old::startHandshake).isInstanceOf(SSLException.class);
        }
    }

    @Test
    void onlyTheNamesOfThisMachineAreAnsweredTo() throws IOException {
        for (String name : List.of("127.0.0.1:" + port(), "localhost:" + port(), "[::1]:" + port())) {
            assertThat(get("/healthz", "Host: " + name)).startsWith("HTTP/1.1 200");
        }
        String name = lan().path("addresses").path(1).asString().replace("https://", "");
        assertThat(get("/healthz", "Host: " + name)).startsWith("HTTP/1.1 200");
        for (String foreign : List.of("evil.example", name.replaceFirst(":", ".evil.example:"), "192.0.2.1", "")) {
            assertThat(get("/healthz", "Host: " + foreign)).as(foreign).doesNotStartWith("HTTP/1.1 200");
        }
        // In the LAN's names, loopback is not called.
        Rest rest = GRID.rest();
        rest.send(rest.request("/api/v1/grid").header("Host", name).build()).expect(403);
    }

    @Test
    void onlyPagesOfThisVeryAddressMayAsk() throws IOException {
        String host = "127.0.0.1:" + port();
        String token = bearer(person("dora").token());
        assertThat(get("/api/v1/me", "Host: " + host, token, "Origin: https://" + host))
                .startsWith("HTTP/1.1 200");
        for (String origin : List.of("http://" + host, "https://127.0.0.1", "https://evil.example", "null")) {
            assertThat(get("/api/v1/me", "Host: " + host, token, "Origin: " + origin))
                    .startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void theOwnersTokenStaysOnItsMachine() throws IOException {
        String host = "Host: 127.0.0.1:" + port();
        assertThat(get("/api/v1/me", host)).startsWith("HTTP/1.1 401");
        assertThat(get("/api/v1/me", host, bearer(GRID.token())))
                .startsWith("HTTP/1.1 401")
                .contains("dsg user add NAME --role admin");
        assertThat(get("/api/v1/me", host, bearer(person("emil").token()))).startsWith("HTTP/1.1 200");
    }

    @Test
    void aGridThatServesThisMachineOnlySaysHowToChangeThat() {
        try (TestGrid other = TestGrid.create()) {
            other.dsg("node", "policy", "--isolation", "bare").expect(0);
            other.up();
            assertThat(other.dsg("up", "--lan").expect(1).err()).contains("dsg down && dsg up --lan");
            assertThat(other.rest().get("/api/v1/grid").json().has("lan")).isFalse();
        }
        try (TestGrid other = TestGrid.create().with("DSG_LISTEN", "den-pc")) {
            assertThat(other.dsg("up", "--lan", "--port", "0").expect(2).err()).contains("DSG_LISTEN names");
        }
    }
}
