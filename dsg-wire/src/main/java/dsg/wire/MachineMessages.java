// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.Hardware;
import dsg.model.NodeFigures;
import dsg.wire.proto.Disk;
import dsg.wire.proto.Figures;
import dsg.wire.proto.Gpu;
import dsg.wire.proto.NetworkInterface;
import dsg.wire.proto.Volume;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// What a node tells of its machine, as it is sent, and back.
final class MachineMessages {

    private MachineMessages() {}

    static dsg.wire.proto.Hardware toProto(Hardware hardware) {
        dsg.wire.proto.Hardware.Builder builder = dsg.wire.proto.Hardware.newBuilder()
                .setLogicalCores(hardware.cores().logical())
                .setPower(hardware.power().map(Hardware.Power::name).orElse(""));
        hardware.cores().physical().ifPresent(builder::setPhysicalCores);
        hardware.cores().performance().ifPresent(builder::setPerformanceCores);
        hardware.cores().efficiency().ifPresent(builder::setEfficiencyCores);
        hardware.cores().mhz().ifPresent(builder::setMhz);
        hardware.speed().ifPresent(builder::setSpeed);
        for (Hardware.Disk disk : hardware.disks()) {
            builder.addDisks(Disk.newBuilder()
                    .setModel(disk.model())
                    .setSizeMib(disk.sizeMib())
                    .setKind(disk.kind()));
        }
        hardware.volume()
                .ifPresent(volume -> builder.setVolume(
                        Volume.newBuilder().setType(volume.type()).setSizeMib(volume.sizeMib())));
        for (Hardware.Gpu gpu : hardware.gpus()) {
            Gpu.Builder told = Gpu.newBuilder()
                    .setVendor(gpu.vendor())
                    .setModel(gpu.model())
                    .setDriver(gpu.driver());
            gpu.memoryMib().ifPresent(told::setMemoryMib);
            builder.addGpus(told);
        }
        hardware.link().ifPresent(link -> {
            NetworkInterface.Builder told =
                    NetworkInterface.newBuilder().setName(link.name()).setWireless(link.wireless());
            link.mbit().ifPresent(told::setMbit);
            link.wake().ifPresent(told::setWake);
            builder.setLink(told);
        });
        return builder.build();
    }

    static Hardware fromProto(dsg.wire.proto.Hardware told) {
        return new Hardware(
                new Hardware.Cores(
                        told.hasPhysicalCores() ? OptionalInt.of(told.getPhysicalCores()) : OptionalInt.empty(),
                        told.getLogicalCores(),
                        told.hasPerformanceCores() ? OptionalInt.of(told.getPerformanceCores()) : OptionalInt.empty(),
                        told.hasEfficiencyCores() ? OptionalInt.of(told.getEfficiencyCores()) : OptionalInt.empty(),
                        told.hasMhz() ? OptionalInt.of(told.getMhz()) : OptionalInt.empty()),
                told.getDisksList().stream()
                        .map(disk -> new Hardware.Disk(disk.getModel(), disk.getSizeMib(), disk.getKind()))
                        .toList(),
                told.hasVolume()
                        ? Optional.of(new Hardware.Volume(
                                told.getVolume().getType(), told.getVolume().getSizeMib()))
                        : Optional.empty(),
                told.getGpusList().stream().map(MachineMessages::gpu).toList(),
                told.getPower().isEmpty() ? Optional.empty() : Optional.of(Hardware.Power.valueOf(told.getPower())),
                told.hasLink() ? Optional.of(link(told.getLink())) : Optional.empty(),
                told.hasSpeed() ? OptionalDouble.of(told.getSpeed()) : OptionalDouble.empty());
    }

    private static Hardware.Gpu gpu(Gpu told) {
        return new Hardware.Gpu(
                told.getVendor(),
                told.getModel(),
                told.hasMemoryMib() ? Optional.of(told.getMemoryMib()) : Optional.empty(),
                told.getDriver());
    }

    private static Hardware.Link link(NetworkInterface told) {
        return new Hardware.Link(
                told.getName(),
                told.hasMbit() ? OptionalInt.of(told.getMbit()) : OptionalInt.empty(),
                told.getWireless(),
                told.hasWake() ? Optional.of(told.getWake()) : Optional.empty());
    }

    static Figures toProto(NodeFigures figures) {
        Figures.Builder builder = Figures.newBuilder();
        figures.load().ifPresent(builder::setLoad);
        figures.ownLoad().ifPresent(builder::setOwnLoad);
        figures.memoryUsedMib().ifPresent(builder::setMemoryUsedMib);
        figures.diskFreeMib().ifPresent(builder::setDiskFreeMib);
        figures.celsius().ifPresent(builder::setCelsius);
        figures.battery().ifPresent(builder::setBattery);
        return builder.build();
    }

    static NodeFigures fromProto(Figures told) {
        return new NodeFigures(
                told.hasLoad() ? OptionalDouble.of(told.getLoad()) : OptionalDouble.empty(),
                told.hasOwnLoad() ? OptionalDouble.of(told.getOwnLoad()) : OptionalDouble.empty(),
                told.hasMemoryUsedMib() ? OptionalLong.of(told.getMemoryUsedMib()) : OptionalLong.empty(),
                told.hasDiskFreeMib() ? OptionalLong.of(told.getDiskFreeMib()) : OptionalLong.empty(),
                told.hasCelsius() ? OptionalDouble.of(told.getCelsius()) : OptionalDouble.empty(),
                told.hasBattery() ? OptionalInt.of(told.getBattery()) : OptionalInt.empty());
    }
}
