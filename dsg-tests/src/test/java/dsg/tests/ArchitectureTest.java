// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What ARCHITECTURE.md says about who may use what, and Maven alone cannot see.
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dsg");

    /// Each room, and the rooms it may use.
    private static final Map<String, List<String>> ARROWS = Map.ofEntries(
            Map.entry("type", List.of()),
            Map.entry("model", List.of()),
            Map.entry("core", List.of("model")),
            Map.entry("jobfile", List.of("type", "model")),
            Map.entry("wire", List.of("model", "wire.proto")),
            Map.entry("wire.proto", List.of()),
            Map.entry("store", List.of("model")),
            Map.entry("coordinator", List.of("type", "model", "core", "jobfile", "wire", "store")),
            Map.entry("node", List.of("type", "model", "wire", "store")),
            Map.entry("wasm", List.of()),
            Map.entry("sim", List.of("model", "core")),
            Map.entry(
                    "cli", List.of("type", "model", "core", "jobfile", "wire", "store", "coordinator", "node", "sim")));

    @Test
    void everyRoomIsKnownHere() {
        assertThat(CLASSES.stream().map(JavaClass::getPackageName).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        ARROWS.keySet().stream().map(room -> "dsg." + room).toList());
    }

    @Test
    void roomsUseOnlyWhatTheirArrowsAllow() {
        ARROWS.forEach((room, allowed) -> {
            String[] forbidden = ARROWS.keySet().stream()
                    .filter(other -> !other.equals(room) && !allowed.contains(other))
                    .map(other -> "dsg." + other)
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage("dsg." + room)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(forbidden)
                    .check(CLASSES);
        });
    }

    @Test
    void theModelKnowsTheJdkAndNothingElse() {
        classes()
                .that()
                .resideInAPackage("dsg.model")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dsg.model", "java..", "org.jspecify..")
                .check(CLASSES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dsg.model", "dsg.core", "dsg.sim"})
    void thePureRoomsDoNoIoAndStartNoThread(String room) {
        noClasses()
                .that()
                .resideInAPackage(room)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.net..", "java.sql..", "org.slf4j..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.io.File.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.io.InputStream.class)
                .check(CLASSES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dsg.model", "dsg.core", "dsg.sim"})
    void thePureRoomsReadNoClockAndThrowNoDice(String room) {
        noClasses()
                .that()
                .resideInAPackage(room)
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Instant.class, "now", Clock.class)
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callConstructor(Random.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ThreadLocalRandom.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.util.UUID.class)
                .check(CLASSES);
    }

    @ParameterizedTest
    @CsvSource({
        "io.grpc.., dsg.wire..",
        "com.google.protobuf.., dsg.wire..",
        "org.bouncycastle.., dsg.wire..",
        "java.sql.., dsg.store..",
        "org.sqlite.., dsg.store..",
        "io.javalin.., dsg.coordinator..",
        "javax.jmdns.., dsg.wire..",
        "io.nayuki.., dsg.cli..",
        "picocli.., dsg.cli..",
        "com.github.difflib.., dsg.cli..",
        "oshi.., dsg.node..",
        "org.freedesktop.dbus.., dsg.node..",
        "org.snakeyaml.., dsg.jobfile..",
        "dev.cel.., dsg.jobfile..",
        "java.lang.foreign.., dsg.node..",
        "io.prometheus.., dsg.coordinator..",
        "org.eclipse.jetty.., dsg.coordinator..",
        "run.endive.., dsg.wasm..",
        "java.net.http.., dsg.nobody.."
    })
    void eachForeignLibraryHasOneOwner(String library, String owner) {
        noClasses()
                .that()
                .resideOutsideOfPackage(owner)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void noRouteComesInWithoutSayingWhoMayUseIt() {
        DescribedPredicate<JavaMethodCall> addsARoute = DescribedPredicate.describe(
                "adds a route to the web server",
                call -> call.getTargetOwner().getPackageName().startsWith("io.javalin")
                        && call.getTargetOwner().getSimpleName().matches("RoutesConfig|Javalin.*RoutingApi")
                        && !List.of("before", "exception", "error").contains(call.getName()));
        ArchRule rule =
                noClasses().that().doNotHaveSimpleName("Routes").should().callMethodWhere(addsARoute);
        rule.check(CLASSES);
        // Held against everybody, it must find the one that may.
        assertThat(noClasses()
                        .should()
                        .callMethodWhere(addsARoute)
                        .evaluate(CLASSES)
                        .getFailureReport()
                        .getDetails())
                .isNotEmpty()
                .allMatch(detail -> detail.contains("dsg.coordinator.Routes."));
    }

    @Test
    void noJavaSerializationAnywhere() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(java.io.ObjectInputStream.class)
                .check(CLASSES);
    }

    @Test
    void roomsDoNotGoInCircles() {
        slices().matching("dsg.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void nullDoesNotExistInAnyRoom() {
        JavaPackage root = CLASSES.getPackage("dsg");
        Stream<JavaPackage> rooms = root.getSubpackages().stream();
        assertThat(rooms.filter(room -> !room.getClasses().isEmpty()))
                .isNotEmpty()
                .allMatch(room -> room.isAnnotatedWith(NullMarked.class));
    }

    @Test
    void aRuleThatIsBrokenIsFound() {
        // The rules look at real classes: held against the node, the purity of the core must fail.
        assertThat(Arrays.asList("dsg.node", "dsg.coordinator"))
                .allSatisfy(room -> org.assertj.core.api.Assertions.assertThatThrownBy(
                                () -> thePureRoomsReadNoClockAndThrowNoDice(room))
                        .isInstanceOf(AssertionError.class));
    }
}
