// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Isolation;
import dsg.model.Order;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// No isolation: the task runs as the node's own user, in its own folder and environment, and could see
/// whatever that user sees. Only by the owner's word.
record BareRung() implements Rung {

    @Override
    public Isolation isolation() {
        return Isolation.BARE;
    }

    @Override
    public Launcher.Launch dress(Order order, TaskFolder folder, List<Path> devices) throws IOException {
        Map<String, String> env =
                TaskEnvironment.of(order, folder.home().toString(), folder.tmp().toString());
        return new Launcher.Launch(
                Rung.argv(Rung.program(order.argv().getFirst(), env, folder), order),
                env,
                folder.task(),
                folder.out(),
                folder.err(),
                Launcher.Needs.of(order));
    }

    @Override
    public Sight sight(Path file) {
        return Sight.SEEN;
    }

    @Override
    public Strays strays(TaskFolder folder) {
        return new Strays.Marked(folder.home().toString(), folder.root());
    }
}
