// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.wire.CaFingerprint;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;

/// Where a grid is, how it proves to be that grid, and what lets us in.
///
/// @param address `https://den-pc:7300`, or `http://127.0.0.1:7300` on the grid's own machine
/// @param ca the grid's CA, where it is reached by HTTPS
/// @param token what lets us in; never printed
record Reach(String address, Optional<CaFingerprint> ca, String token) {

    static final int DEFAULT_PORT = 7300;

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    /// So that no log and no message tells the token by mistake.
    @Override
    public String toString() {
        return address;
    }

    /// The address that somebody has typed, whole: `den-pc` is `https://den-pc:7300`.
    ///
    /// @throws CommandFailure if it is none, or if a token would go over the network for all to read
    static URI address(String typed) {
        String text = typed.contains("://") ? typed : "https://" + typed;
        try {
            URI uri = new URI(text.replaceFirst("/+$", ""));
            boolean https = "https".equals(uri.getScheme());
            boolean whole = uri.getHost() != null
                    && uri.getRawPath().isEmpty()
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null
                    && uri.getFragment() == null;
            if (!whole || !(https || "http".equals(uri.getScheme()))) {
                throw noAddress(typed, "An address has a scheme, a name and a port, and nothing else.");
            }
            if (!https && !LOOPBACK.contains(uri.getHost())) {
                throw noAddress(typed, "By plain HTTP, everybody on the network could read your token.");
            }
            int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
            return new URI(uri.getScheme() + "://" + uri.getHost() + ":" + port);
        } catch (URISyntaxException e) {
            throw noAddress(typed, String.valueOf(e.getMessage()));
        }
    }

    private static CommandFailure noAddress(String typed, String why) {
        return new CommandFailure(
                ExitStatus.USAGE,
                "`" + typed + "` is no address of a grid.",
                why,
                "Write it as dsg up --lan shows it: https://den-pc:7300");
    }

    /// The fingerprint that somebody has typed.
    static CaFingerprint ca(String typed) {
        return CaFingerprint.parse(typed)
                .orElseThrow(() -> new CommandFailure(
                        ExitStatus.USAGE,
                        "`" + typed + "` is no fingerprint of a CA.",
                        "One has 32 letters and digits, in groups of four.",
                        "Take the one that dsg up --lan shows on the grid's own machine."));
    }

    /// What `DSG_GRID`, `DSG_CA` and `DSG_TOKEN` say, if the first is set.
    static Optional<Reach> ofEnvironment() {
        return variable("DSG_GRID").map(typed -> {
            URI address = address(typed);
            Optional<CaFingerprint> ca = variable("DSG_CA").map(Reach::ca);
            if (address.getScheme().equals("https") && ca.isEmpty()) {
                throw unset("DSG_CA", "which CA the grid's certificate comes from");
            }
            String token = variable("DSG_TOKEN").orElseThrow(() -> unset("DSG_TOKEN", "what lets you in"));
            return new Reach(address.toString(), ca, token);
        });
    }

    private static CommandFailure unset(String variable, String what) {
        return new CommandFailure(
                ExitStatus.USAGE,
                "DSG_GRID is set, and " + variable + " is not.",
                "Nothing says " + what + ".",
                "Set " + variable + "; or unset DSG_GRID, and log in: dsg login ADDRESS");
    }

    static Optional<String> variable(String name) {
        return Optional.ofNullable(System.getenv(name)).map(String::strip).filter(text -> !text.isEmpty());
    }
}
