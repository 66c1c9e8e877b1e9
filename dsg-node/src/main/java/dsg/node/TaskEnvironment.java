// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Order;
import dsg.model.TaskId;
import java.util.LinkedHashMap;
import java.util.Map;

/// The clean environment that every task gets: the contract names each variable.
final class TaskEnvironment {

    private static final String SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin";

    /// In the task's temporary folder.
    static final String PROGRESS_FILE = "dsg-progress";

    private TaskEnvironment() {}

    /// Where programs are looked for: the node's own Java first.
    static String path() {
        return System.getProperty("java.home") + "/bin:" + SYSTEM_PATH;
    }

    /// The variables of this order's task, with its HOME and temporary folder as the task sees them.
    static Map<String, String> of(Order order, String home, String tmp) {
        TaskId task = order.attempt().task();
        Map<String, String> env = new LinkedHashMap<>();
        env.put("PATH", path());
        env.put("LANG", "C.UTF-8");
        env.put("TZ", "UTC");
        env.put("HOME", home);
        env.put("TMPDIR", tmp);
        env.put("DSG_JOB", task.job().toString());
        env.put("DSG_STAGE", task.stage());
        env.put("DSG_TASK", Integer.toString(task.number()));
        env.put("DSG_ATTEMPT", Integer.toString(order.attempt().number()));
        env.put("DSG_CPUS", Integer.toString(order.resources().cores()));
        env.put("DSG_MEMORY_MIB", Long.toString(order.resources().memoryMib()));
        env.put("DSG_PROGRESS_FILE", tmp + "/" + PROGRESS_FILE);
        if (order.resources().gpus() > 0) {
            env.put("DSG_GPUS", Integer.toString(order.resources().gpus()));
        }
        if (!order.saved().isEmpty()) {
            env.put("DSG_CHECKPOINT", "1");
        }
        env.putAll(order.env());
        return env;
    }
}
