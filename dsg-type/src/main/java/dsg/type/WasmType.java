// SPDX-License-Identifier: Apache-2.0
package dsg.type;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A WebAssembly module (WASI preview 1), the same on every machine: `wasm: pi.wasm`.
public final class WasmType implements TaskType {

    /// Its name.
    public static final String NAME = "wasm";

    /// The key for arguments, which the type `java` has, too.
    static final String ARGUMENTS = "args";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String help() {
        return "a WebAssembly module, the same on every machine";
    }

    @Override
    public List<TypeKey> keys() {
        return List.of(
                TypeKey.of(NAME, TypeKey.Kind.FILE, "the module, built for WASI preview 1", "wasm: pi.wasm")
                        .must(),
                arguments());
    }

    static TypeKey arguments() {
        return TypeKey.of(
                ARGUMENTS, TypeKey.Kind.TEXTS, "what it is called with", "args: [--samples, \"{{ samples }}\"]");
    }

    @Override
    public Launch launch(TypedTask task) {
        List<String> argv = new ArrayList<>(List.of(task.must(NAME)));
        argv.addAll(task.texts(ARGUMENTS));
        return new Launch.Wasm(argv, Map.of());
    }
}
