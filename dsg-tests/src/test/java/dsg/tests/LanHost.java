// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import java.util.ArrayList;
import java.util.List;

/// A host of a LAN: a name, an address, a HOME and a DSG_HOME of its own. What is typed on it sees its network only;
/// processes and files are those of the machine, so a test can look at all of them.
final class LanHost {

    private final Lan lan;
    private final String name;
    private final NetNamespace network;
    private final TestGrid grid;
    private String address;

    LanHost(Lan lan, String name, String address) {
        this.lan = lan;
        this.name = name;
        this.address = address;
        network = NetNamespace.named(lan.name() + "." + name);
        grid = TestGrid.create()
                .without("DSG_LISTEN") // what others may reach is what is tested here
                .behind(lan.words("on", name))
                .through(network::door);
    }

    String name() {
        return name;
    }

    String address() {
        return address;
    }

    void isNowAt(String newAddress) {
        address = newAddress;
    }

    /// What is typed on it, and what runs on it.
    TestGrid grid() {
        return grid;
    }

    /// The host's network, for what a test does there by itself.
    NetNamespace network() {
        return network;
    }

    /// Runs `dsg` with these arguments on it, to the end.
    Finished dsg(String... arguments) {
        return grid.dsg(arguments);
    }

    /// Runs any command on it, to the end.
    Finished run(String... command) {
        List<String> words = new ArrayList<>(List.of("on", name));
        words.addAll(List.of(command));
        return Lan.script(lan.name(), words.toArray(String[]::new));
    }

    void close() {
        network.close();
        grid.close();
    }

    @Override
    public String toString() {
        return name;
    }
}
