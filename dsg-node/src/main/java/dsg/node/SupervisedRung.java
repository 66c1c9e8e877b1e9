// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Isolation;
import dsg.model.Order;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The sandbox that DSG's own supervisor makes (`src/main/c/supervisor.c`): the same namespaces and the same view as
/// [SandboxRung], made once for many tasks of a job, and a filter of system calls besides.
///
/// @param view what tasks see
record SupervisedRung(View view) implements Rung {

    @Override
    public Isolation isolation() {
        return Isolation.SANDBOX;
    }

    @Override
    public Launcher.Launch dress(Order order, TaskFolder folder, List<Path> devices) throws IOException {
        Map<String, String> env = TaskEnvironment.of(order, View.HOME, View.TMP);
        List<String> argv = new ArrayList<>(order.argv());
        argv.set(0, Rung.programInside(order, env, folder, this));
        return new Launcher.Launch(
                argv,
                env,
                folder.task(),
                folder.out(),
                folder.err(),
                Launcher.Needs.of(order).using(devices));
    }

    @Override
    public Sight sight(Path file) {
        return view.sight(file);
    }

    @Override
    public Strays strays(TaskFolder folder) {
        return new Strays.None();
    }
}
