// SPDX-License-Identifier: Apache-2.0
package dsg.wasm;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import run.endive.compiler.InterpreterFallback;
import run.endive.compiler.MachineFactoryCompiler;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.runtime.InterpreterMachine;
import run.endive.runtime.Machine;
import run.endive.wasi.WasiExitException;
import run.endive.wasi.WasiOptions;
import run.endive.wasi.WasiPreview1;
import run.endive.wasm.InvalidException;
import run.endive.wasm.MalformedException;
import run.endive.wasm.Parser;
import run.endive.wasm.UninstantiableException;
import run.endive.wasm.UnlinkableException;
import run.endive.wasm.WasmEngineException;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.ExternalType;

/// A module with all that it may see and use: its arguments and variables, its folder, its output, clocks and random
/// numbers. Nothing else of the machine is within its reach.
final class Program {

    private static final String START = "_start";

    /// The first bytes of a module, up to the version that tells modules from components.
    private static final byte[] MODULE = {0, 'a', 's', 'm', 1, 0, 0, 0};

    private final Main.Order order;
    private final InputStream in;
    private final OutputStream out;
    private final OutputStream err;
    private final Allowance allowance;

    Program(Main.Order order, InputStream in, OutputStream out, OutputStream err) {
        this.order = order;
        this.in = in;
        this.out = out;
        this.err = err;
        this.allowance = new Allowance(order.memoryMib());
    }

    /// Runs it to its end.
    Ending run(byte[] bytes) {
        if (!Arrays.equals(Arrays.copyOf(bytes, 4), Arrays.copyOf(MODULE, 4))) {
            return Ending.notRun("is no WebAssembly module");
        }
        if (!Arrays.equals(Arrays.copyOf(bytes, MODULE.length), MODULE)) {
            return Ending.notRun(
                    "is no core module but another kind of WebAssembly, such as a component; build it for wasm32-wasip1");
        }
        try {
            return run(Parser.parse(bytes));
        } catch (MalformedException | InvalidException e) {
            return Ending.notRun("is no valid WebAssembly module: " + e.getMessage());
        }
    }

    private Ending run(WasmModule module) {
        List<Path> roots = List.of(order.folder(), order.folder(), order.tmp());
        try (WasiPreview1 wasi = WasiPreview1.builder().withOptions(options()).build()) {
            Instance instance = Instance.builder(module)
                    .withImportValues(ImportValues.builder()
                            .addFunction(new OwnFolders(roots).around(wasi.toHostFunctions()))
                            .build())
                    .withMemoryFactory(limits -> new LimitedMemory(limits, allowance))
                    .withMachineFactory(machine(module))
                    .withStart(false)
                    .build();
            return start(module, instance);
        } catch (WasiExitException e) {
            return e.exitCode() != 0 && allowance.wasRefused() && e.exitCode() > 128
                    ? Ending.outOfMemory(order.memoryMib())
                    : Ending.with(e.exitCode());
        } catch (Allowance.TooLittleException e) {
            return new Ending(Ending.OUT_OF_MEMORY, String.valueOf(e.getMessage()));
        } catch (UnlinkableException | UninstantiableException e) {
            return Ending.notRun(
                    "cannot be run: " + e.getMessage() + "; a module has what WASI preview 1 gives, and nothing else");
        } catch (OutOfMemoryError _) {
            return Ending.outOfMemory(order.memoryMib());
        } catch (WasmEngineException | UnsupportedOperationException e) {
            return allowance.wasRefused()
                    ? Ending.outOfMemory(order.memoryMib())
                    : Ending.trapped("trapped: " + reason(e));
        }
    }

    /// Without the library's own word for it.
    private static String reason(RuntimeException e) {
        String text = String.valueOf(e.getMessage());
        return text.startsWith("Trapped on ") ? text.substring("Trapped on ".length()) : text;
    }

    private static Ending start(WasmModule module, Instance instance) {
        boolean isCommand = false;
        for (int i = 0; i < module.exportSection().exportCount(); i++) {
            var export = module.exportSection().getExport(i);
            isCommand |= export.name().equals(START) && export.exportType() == ExternalType.FUNCTION;
        }
        if (!isCommand) {
            return Ending.notRun("has no " + START + ": build it as a command, with a main, not as a library");
        }
        instance.export(START).apply();
        return Ending.with(0);
    }

    /// Compiled, but for functions that are too large for that; where all is too large, interpreted.
    private static Function<Instance, Machine> machine(WasmModule module) {
        try {
            return MachineFactoryCompiler.builder(module)
                    .withInterpreterFallback(InterpreterFallback.SILENT)
                    .compile();
        } catch (WasmEngineException | OutOfMemoryError _) {
            return InterpreterMachine::new;
        }
    }

    private WasiOptions options() {
        WasiOptions.Builder options = WasiOptions.builder()
                .withStdin(in, false)
                .withStdout(out, false)
                .withStderr(err, false)
                .withArguments(order.words())
                .withDirectory(".", order.folder())
                .withDirectory("/", order.folder())
                .withDirectory("/tmp", order.tmp());
        for (Map.Entry<String, String> variable : order.env().entrySet()) {
            options.withEnvironment(variable.getKey(), variable.getValue());
        }
        return options.build();
    }
}
