// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.node.Speed;
import dsg.node.SpeedTest;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `dsg node bench`.
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        header = "Measure anew how fast one core of this machine is.",
        description = {
            "A node does so once, when it has nothing to do. Half a second of whole numbers, floating point and memory,"
                    + " each run five times, of which the median counts; a core of a common server (AMD EPYC) has the speed 1.00.",
            "Of several nodes with as many free cores, a task gets the fastest."
        })
final class NodeBench implements Callable<Integer> {

    @Override
    public Integer call() {
        GridHome home = GridHome.ofEnvironment();
        home.prepare();
        double measured = new SpeedTest().measure();
        Speed.here(home.node(), Version.text()).keep(measured);
        Terminal terminal = new Terminal();
        terminal.print(String.format(Locale.ROOT, "speed: %.2f (a common server core has 1.00)", measured));
        if (home.running(ProcessKind.NODE).isPresent()) {
            terminal.note("The running node tells it to its grid within ten seconds.");
        }
        return ExitStatus.OK;
    }
}
