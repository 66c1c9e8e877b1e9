// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `dsg doctor`: is this machine fit for a grid, and is its grid well?
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        header = "Is this machine fit for a grid, and is its grid well?",
        description = "A line a check: ok, ! (works, but), x (does not). Ends with 1 if there is an x.")
final class DoctorCommand implements Callable<Integer> {

    @Option(names = "--json", description = "Print it as JSON.")
    private boolean json;

    private final Terminal terminal = new Terminal();

    @Override
    public Integer call() {
        GridHome home = GridHome.ofEnvironment();
        List<Check> checks = new ArrayList<>(new MachineChecks(home).all());
        checks.addAll(new GridChecks(home).all());
        boolean well = checks.stream().noneMatch(check -> check.state() == Check.State.FAULT);
        if (json) {
            Map<String, Object> shape = new LinkedHashMap<>();
            shape.put("v", 1);
            shape.put("well", well);
            shape.put("checks", checks.stream().map(DoctorCommand::shape).toList());
            terminal.print(GridClient.pretty(shape));
        } else {
            checks.forEach(this::print);
            long warnings = checks.stream()
                    .filter(check -> check.state() == Check.State.WARNING)
                    .count();
            terminal.note(
                    !well
                            ? "Not well: mend what has an x."
                            : warnings == 0
                                    ? "All is well."
                                    : "Well, but for " + ProgressView.count(warnings, "thing") + ".");
        }
        return well ? ExitStatus.OK : ExitStatus.FAILED;
    }

    private static Map<String, Object> shape(Check check) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("name", check.name());
        shape.put("state", check.state().word());
        shape.put("what", check.what());
        shape.put("mend", check.mend());
        return shape;
    }

    private void print(Check check) {
        Check.State state = check.state();
        String sign = Terminal.styled(state.style(), state.sign())
                + " ".repeat(4 - state.sign().length());
        terminal.print("%s%-18s %s".formatted(sign, check.name(), check.what()));
        if (!check.mend().isEmpty()) {
            terminal.print("    %-18s -> %s".formatted("", check.mend()));
        }
    }
}
