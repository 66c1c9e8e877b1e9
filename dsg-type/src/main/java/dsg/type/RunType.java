// SPDX-License-Identifier: Apache-2.0
package dsg.type;

import java.util.List;

/// A command of the machine: `run: python3 pi.py`.
public final class RunType implements TaskType {

    /// Its name.
    public static final String NAME = "run";

    /// The key, which the type `container` has, too.
    static final TypeKey COMMAND = TypeKey.of(
            NAME,
            TypeKey.Kind.COMMAND,
            "the command: text for /bin/sh, or a list of a program and its arguments, which needs no shell",
            "run: python3 pi.py");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String help() {
        return "a command of the machine that runs it";
    }

    @Override
    public List<TypeKey> keys() {
        return List.of(COMMAND.must());
    }

    @Override
    public Launch launch(TypedTask task) {
        return Launch.program(task.run());
    }
}
