// SPDX-License-Identifier: Apache-2.0
package lab.dsg;

import dsg.type.Launch;
import dsg.type.TypeValues;
import dsg.type.TypedTask;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// A plain program, so that it needs no library: it ends with 1 and a word if anything is not as it should be.
final class PythonTypeTest {

    private PythonTypeTest() {}

    public static void main(String[] arguments) {
        PythonType type = new PythonType();
        isEqual(PythonType.json(List.of("beta=0.1", "name=a \"b\"")), "{\"beta\": 0.1, \"name\": \"a \\\"b\\\"\"}\n");
        isEqual(type.progress(" 42%|####      | 21/50"), OptionalDouble.of(0.42));
        isEqual(type.progress("half of it is done"), OptionalDouble.empty());
        isEqual(type.check(new TypeValues(Map.of("values", List.of("beta")))).size(), 1);
        isEqual(type.check(new TypeValues(Map.of("values", List.of("beta={{ beta }}")))).size(), 0);
        TypedTask task = new TypedTask(Map.of("python", List.of("fit.py"), "optimise", List.of("true")), List.of(), 2, 512);
        isEqual(
                type.launch(task),
                new Launch.Program(List.of("python3", "-u", "-O", "fit.py"), Map.of("OMP_NUM_THREADS", "2")));
        System.out.println("The task type python does what it says.");
    }

    private static void isEqual(Object found, Object expected) {
        if (!found.equals(expected)) {
            System.err.println("Expected " + expected + ", but found " + found);
            System.exit(1);
        }
    }
}
