// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Hardware.Power;
import dsg.wire.Bandwidth;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/// What there is to see on this machine. Where a policy does not want to know who uses it, nobody looks.
final class MachineSights implements Sights {

    private static final Path ROOT = Path.of("/");

    private final BooleanSupplier idle;
    private final TransferDay transfers;
    private final Others others;
    private final ExclusivePrograms programs;
    private final PowerSupply power;
    private final Gauges gauges;
    private final Every slowly = new Every(Duration.ofSeconds(5));
    private Optional<InputChain> people = Optional.empty();
    private Optional<Power> source = Optional.empty();
    private OptionalInt battery = OptionalInt.empty();
    private OptionalDouble celsius = OptionalDouble.empty();

    /// @param home the node's folder
    /// @param idle whether no task runs
    /// @param bandwidth through which all contents pass
    MachineSights(Path home, BooleanSupplier idle, Bandwidth bandwidth) {
        this.idle = idle;
        this.transfers = new TransferDay(home.resolve("moved-today"), bandwidth, LocalDate.now(ZoneId.systemDefault()));
        SystemFiles files = new SystemFiles(ROOT);
        long self = ProcessHandle.current().pid();
        this.others = new Others(new Ticks(files, self));
        this.programs = new ExclusivePrograms(files, self);
        this.power = new PowerSupply(files);
        this.gauges = new Gauges(files, home, self);
    }

    @Override
    public Sighting look(OwnerPolicy policy, boolean atPeople) {
        if (slowly.due()) {
            source = power.source();
            battery = power.percent();
            celsius = gauges.celsius();
        }
        Optional<InputChain.Presence> presence = presence(atPeople || policy.asksForPeople());
        return new Sighting(
                presence.flatMap(InputChain.Presence::idle),
                people.map(InputChain::fullScreen)
                        .filter(screen -> screen == FullScreen.YES)
                        .map(_ -> "a program"),
                programs.look(policy.values(Setting.EXCLUSIVE)).stream()
                        .sorted()
                        .findFirst(),
                source,
                battery,
                policy.percent(Setting.OTHERS_LOAD).isPresent() ? others() : OptionalDouble.empty(),
                celsius,
                transfers.movedMib(LocalDate.now(ZoneId.systemDefault())),
                presence.map(InputChain.Presence::looks).orElse(List.of()));
    }

    private Optional<InputChain.Presence> presence(boolean wanted) {
        if (!wanted) {
            close();
            return Optional.empty();
        }
        InputChain chain = people.orElseGet(InputChain::here);
        people = Optional.of(chain);
        return Optional.of(chain.look());
    }

    /// In per cent of all cores.
    private OptionalDouble others() {
        OptionalDouble cores = others.look(System.nanoTime(), idle.getAsBoolean());
        return cores.isPresent()
                ? OptionalDouble.of(
                        100 * cores.getAsDouble() / Runtime.getRuntime().availableProcessors())
                : cores;
    }

    @Override
    public void close() {
        people.ifPresent(InputChain::close);
        people = Optional.empty();
    }
}
