// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dsg.model.Hardware;
import dsg.model.NodeFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Made-up machines, by the files in which Linux would tell of them.
class MachineTest {

    private static final long SECOND = 1_000_000_000;

    @TempDir
    Path root;

    private void has(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text + "\n");
    }

    private void has(String folder, Map<String, String> files) throws IOException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            has(folder + "/" + file.getKey(), file.getValue());
        }
    }

    private Machine.Linux machine() {
        return new Machine.Linux(root, root, 100);
    }

    private SystemFiles files() {
        return new SystemFiles(root);
    }

    private Path nvidiaSmi(String script) throws IOException {
        has("usr/bin/nvidia-smi", "#!/bin/sh\n" + script);
        return Files.setPosixFilePermissions(
                root.resolve("usr/bin/nvidia-smi"), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void ofAMachineThatTellsNothingNothingIsKnown() {
        Hardware hardware = machine().hardware();

        assertThat(hardware.cores().physical()).isEmpty();
        assertThat(hardware.cores().logical()).isPositive();
        assertThat(hardware.disks()).isEmpty();
        assertThat(hardware.gpus()).isEmpty();
        assertThat(hardware.power()).isEmpty();
        assertThat(hardware.link()).isEmpty();
        assertThat(machine().memoryMib()).isEmpty();
        assertThat(machine().processor()).isEmpty();
        NodeFigures figures = machine().figures(0, false);
        assertThat(figures.load()).isEmpty();
        assertThat(figures.celsius()).isEmpty();
        assertThat(figures.battery()).isEmpty();
    }

    @Test
    void theCoresOfAProcessorWithTwoKindsAreToldApart() throws IOException {
        has("proc/cpuinfo", "processor : 0\nmodel name\t: 12th Gen Intel(R) Core(TM) i5-12450H\n");
        has("sys/devices/system/cpu/online", "0-5");
        has("sys/devices/cpu_core/cpus", "0-3");
        has("sys/devices/cpu_atom/cpus", "4,5");
        for (int cpu = 0; cpu < 6; cpu++) {
            String core = Integer.toString(cpu < 4 ? cpu / 2 : cpu);
            has(
                    "sys/devices/system/cpu/cpu" + cpu,
                    Map.of(
                            "topology/core_id",
                            core,
                            "topology/physical_package_id",
                            "0",
                            "cpufreq/cpuinfo_max_freq",
                            cpu < 4 ? "4400000" : "3300000"));
        }

        Hardware.Cores cores = machine().hardware().cores();
        assertThat(machine().processor()).isEqualTo("12th Gen Intel(R) Core(TM) i5-12450H");
        assertThat(cores.logical()).isEqualTo(6);
        assertThat(cores.physical()).hasValue(4);
        assertThat(cores.performance()).hasValue(4);
        assertThat(cores.efficiency()).hasValue(2);
        assertThat(cores.mhz()).hasValue(4400);
    }

    @Test
    void anArmProcessorTellsItsKindsByWhatTheyCanDo() throws IOException {
        has("sys/devices/system/cpu/online", "0-2");
        for (int cpu = 0; cpu < 3; cpu++) {
            has("sys/devices/system/cpu/cpu" + cpu + "/cpu_capacity", cpu == 0 ? "1024" : "446");
        }
        assertThat(machine().hardware().cores().performance()).hasValue(1);
        assertThat(machine().hardware().cores().efficiency()).hasValue(2);
    }

    @Test
    void aNodeHasNoMoreMemoryThanItsControlGroupLetsItHave() throws IOException {
        has("proc/meminfo", "MemTotal:       16384000 kB\nMemFree: 1 kB\nMemAvailable:   12288000 kB\n");
        assertThat(machine().memoryMib()).hasValue(16000);
        assertThat(machine().figures(0, true).memoryUsedMib()).hasValue(4000);

        has("proc/self/cgroup", "0::/user.slice/dsg.service");
        has("sys/fs/cgroup/user.slice/dsg.service/memory.max", "max");
        assertThat(machine().memoryMib()).hasValue(16000);
        has("sys/fs/cgroup/user.slice/memory.max", "4294967296");
        assertThat(machine().memoryMib()).hasValue(4096);
    }

    @Test
    void onlyDisksThatAreBuiltInAreTold() throws IOException {
        has("sys/block/nvme0n1", Map.of("size", "2000409264", "removable", "0", "queue/rotational", "0"));
        has("sys/block/nvme0n1/device/model", "Samsung SSD 990 PRO");
        has("sys/block/sda", Map.of("size", "7814037168", "queue/rotational", "1", "device/model", "WDC WD40EFRX"));
        has("sys/block/sdb", Map.of("size", "31116288", "removable", "1", "device/model", "Stick"));
        has("sys/block/vda", Map.of("size", "2048", "queue/rotational", "1", "device/vendor", "0x1af4"));
        has("sys/block/loop0", Map.of("size", "4096", "queue/rotational", "0"));

        assertThat(machine().hardware().disks())
                .containsExactly(
                        new Hardware.Disk("Samsung SSD 990 PRO", 976_762, "ssd"),
                        new Hardware.Disk("WDC WD40EFRX", 3_815_447, "hdd"),
                        new Hardware.Disk("", 1, ""));
    }

    @Test
    void gpusAreToldByNvidiaSmiAndTheKernel() throws IOException {
        nvidiaSmi("echo 'NVIDIA A100-SXM4-40GB, 40960, 550.54.15, GPU-6f2d, 00000000:65:00.0';"
                + " echo 'NVIDIA GB10, [N/A], 580.1, GPU-77aa, 0000000F:01:00.0'");
        has(
                "usr/share/misc/pci.ids",
                "# ids\n1002  AMD/ATI\n\t7480  Navi 33 [Radeon RX 7600]\n8086  Intel\n\t7480  No\n");
        has("sys/class/drm/card0/device", Map.of("vendor", "0x10de", "device", "0x20b0"));
        has(
                "sys/class/drm/card1/device",
                Map.of("vendor", "0x1002", "device", "0x7480", "mem_info_vram_total", "8573157376"));
        has("sys/class/drm/card1-DP-1/device", Map.of("vendor", "0x1002"));
        has("sys/class/drm/card2/device", Map.of("vendor", "0x1a03", "device", "0x2000"));
        Files.createSymbolicLink(
                root.resolve("sys/class/drm/card1/device/driver"), Path.of("../../bus/pci/drivers/amdgpu"));

        assertThat(machine().hardware().gpus())
                .containsExactly(
                        new Hardware.Gpu("NVIDIA", "NVIDIA A100-SXM4-40GB", Optional.of(40_960L), "550.54.15"),
                        new Hardware.Gpu("NVIDIA", "NVIDIA GB10", Optional.empty(), "580.1"),
                        new Hardware.Gpu("AMD", "Navi 33 [Radeon RX 7600]", Optional.of(8_176L), "amdgpu"));
    }

    @Test
    void aCardIsGivenByItsOwnFilesAndThoseOfItsVendor() throws IOException {
        nvidiaSmi("echo 'NVIDIA T4, 16384, 550.54.15, GPU-aa, 00000000:65:00.0';"
                + " echo 'NVIDIA T4, 16384, 550.54.15, GPU-bb, 00000000:1B:00.0'");
        has("proc/driver/nvidia/gpus/0000:65:00.0/information", "Model: T4\nDevice Minor: \t 1\n");
        has("proc/driver/nvidia/gpus/0000:1b:00.0/information", "Model: T4\nDevice Minor: \t 0\n");
        for (String file : List.of("nvidia0", "nvidia1", "nvidiactl", "nvidia-uvm", "kfd", "dri/renderD128")) {
            has("dev/" + file, "x");
        }
        has("sys/class/drm/card0/device", Map.of("vendor", "0x10de", "device", "0x1eb8"));
        has(
                "sys/class/drm/card1/device",
                Map.of("vendor", "0x1002", "device", "0x7480", "unique_id", "0x5f1c", "drm/renderD128/dev", "226:128"));
        Machine machine = machine();
        assertThat(machine.hardware().gpus()).hasSize(3);

        assertThat(machine.gpus())
                .containsExactly(
                        device("CUDA_VISIBLE_DEVICES", "GPU-aa", "nvidia1", "nvidiactl", "nvidia-uvm"),
                        device("CUDA_VISIBLE_DEVICES", "GPU-bb", "nvidia0", "nvidiactl", "nvidia-uvm"),
                        device("ROCR_VISIBLE_DEVICES", "GPU-5f1c", "dri/renderD128", "kfd"));
        assertThat(GpuDevice.environment(machine.gpus(), machine.gpus().subList(1, 2)))
                .isEqualTo(Map.of("CUDA_VISIBLE_DEVICES", "GPU-bb", "ROCR_VISIBLE_DEVICES", ""));
        assertThat(GpuDevice.files(machine.gpus().subList(0, 2)))
                .map(Path::toString)
                .containsExactly("/dev/nvidia1", "/dev/nvidiactl", "/dev/nvidia-uvm", "/dev/nvidia0");
    }

    private static GpuDevice device(String variable, String id, String... files) {
        return new GpuDevice(
                variable,
                id,
                List.of(files).stream().map(file -> Path.of("/dev", file)).toList());
    }

    @Test
    void eachCardBelongsToOneTaskAtATime() {
        GpuPool pool = new GpuPool();
        GpuDevice one = device("CUDA_VISIBLE_DEVICES", "GPU-aa", "nvidia0");
        GpuDevice two = device("CUDA_VISIBLE_DEVICES", "GPU-bb", "nvidia1");
        pool.set(List.of(one, two));

        assertThat(pool.take(0)).isEmpty();
        assertThat(pool.take(1)).containsExactly(one);
        assertThat(pool.take(2)).containsExactly(two);
        pool.giveBack(List.of(one));
        assertThat(pool.take(1)).containsExactly(one);
    }

    @Test
    void nvidiaSmiIsAskedAgainOnlyWhenTheKernelKnowsOtherCards() throws IOException {
        Path program = nvidiaSmi("cat " + root.resolve("answer") + "; echo >> " + root.resolve("asked"));
        has("answer", "NVIDIA T400, 4096, 550.54, GPU-1, 00000000:01:00.0");
        has("proc/driver/nvidia/gpus/0000:01:00.0/information", "Model: T400");
        Gpus gpus = new Gpus(files(), List.of(program), Gpus.PATIENCE);
        assertThat(gpus.look()).hasSize(1);
        assertThat(gpus.look()).hasSize(1);
        assertThat(files().text("asked")).as("blank lines only").isEmpty();
        assertThat(root.resolve("asked")).hasSize(1);

        Files.delete(root.resolve("proc/driver/nvidia/gpus/0000:01:00.0/information"));
        Files.delete(root.resolve("proc/driver/nvidia/gpus/0000:01:00.0"));
        Files.writeString(root.resolve("answer"), "");
        assertThat(gpus.look()).isEmpty();
    }

    @Test
    void aDriverThatHangsOrFailsHoldsNobodyUp() throws IOException {
        Path hangs = nvidiaSmi("exec /bin/sleep 60");
        assertThat(new Gpus(files(), List.of(hangs), Duration.ofMillis(200)).look())
                .isEmpty();
        Path fails = nvidiaSmi("echo 'NVIDIA-SMI has failed because it couldn''t communicate'; exit 9");
        assertThat(new Gpus(files(), List.of(fails), Gpus.PATIENCE).look()).isEmpty();
    }

    @Test
    void aMachineWithABatterySaysWhereItsPowerComesFrom() throws IOException {
        has("sys/class/power_supply/BAT0", Map.of("type", "Battery", "status", "Discharging", "capacity", "80"));
        has("sys/class/power_supply/hidpp", Map.of("type", "Battery", "scope", "Device", "capacity", "5"));
        has("sys/class/power_supply/AC", Map.of("type", "Mains", "online", "0"));
        assertThat(machine().hardware().power()).contains(Hardware.Power.BATTERY);
        assertThat(machine().figures(0, true).battery()).hasValue(80);

        has("sys/class/power_supply/AC", Map.of("online", "1"));
        assertThat(machine().hardware().power()).contains(Hardware.Power.MAINS);
    }

    @Test
    void aMachineIsCalledByTheHardwareAddressOfItsLinkAndSaysIfItWouldSleepOn() throws IOException {
        has(
                "sys/class/net/eth0",
                Map.of("operstate", "up", "address", "52:54:00:AB:cd:ef", "device/power/wakeup", "disabled"));
        Interfaces interfaces = new Interfaces(new SystemFiles(root));
        assertThat(machine().hardware().link().flatMap(Hardware.Link::wake)).contains("52:54:00:ab:cd:ef");
        assertThat(machine().hardware().unwoken().link().flatMap(Hardware.Link::wake))
                .isEmpty();
        assertThat(WakeOnLan.whyNot(interfaces))
                .hasValueSatisfying(why -> assertThat(why).contains("ethtool -s eth0 wol g"));

        has("sys/class/net/eth0", Map.of("device/power/wakeup", "enabled"));
        assertThat(WakeOnLan.whyNot(interfaces)).isEmpty();

        has("sys/class/net/eth0", Map.of("address", "00:00:00:00:00:00"));
        assertThat(machine().hardware().link().flatMap(Hardware.Link::wake)).isEmpty();
        assertThat(WakeOnLan.whyNot(interfaces)).isPresent();
    }

    @Test
    void theInterfaceOfTheDefaultRouteIsTheLink() throws IOException {
        has("sys/class/net/eth0", Map.of("speed", "1000", "operstate", "up"));
        has("sys/class/net/wlan0", Map.of("operstate", "up", "wireless/status", ""));
        String head = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\n";
        has("proc/net/route", head + "wlan0\t00000000\t0102\t3\t0\t0\t600\t00000000\n");
        assertThat(machine().hardware().link())
                .contains(new Hardware.Link("wlan0", java.util.OptionalInt.empty(), true));

        has("proc/net/route", """
                %swlan0\t00000000\t0102\t3\t0\t0\t600\t00000000
                eth0\t00000000\t0102\t3\t0\t0\t100\t00000000""".formatted(head));
        assertThat(machine().hardware().link())
                .contains(new Hardware.Link("eth0", java.util.OptionalInt.of(1000), false));
    }

    @Test
    void theLoadIsThatOfAllAndThatOfTheNodeAndItsTasks() throws IOException {
        Machine.Linux machine = machine();
        has("proc/stat", "cpu  100 0 100 5000 30 0 0 0 0 0\ncpu0 1 1 1 1\n");
        has("proc/100/stat", stat(1, 10, 0));
        has("proc/101/stat", stat(100, 20, 0));
        has("proc/102/stat", stat(101, 30, 0));
        has("proc/200/stat", stat(1, 1000, 0));
        assertThat(machine.figures(0, false).load()).isEmpty();

        has("proc/stat", "cpu  1100 0 200 5000 90 0 0 0 0 0\n");
        Files.delete(root.resolve("proc/102/stat"));
        has("proc/101/stat", stat(100, 120, 330));
        has("proc/200/stat", stat(1, 9000, 0));
        NodeFigures figures = machine.figures(5 * SECOND, false);
        assertThat(figures.load().orElseThrow()).isCloseTo(2.2, within(1e-9));
        assertThat(figures.ownLoad().orElseThrow()).isCloseTo(0.8, within(1e-9));
    }

    private static String stat(int parent, int user, int ofChildren) {
        return "7 (a (b) c) S %d 1 1 0 -1 0 0 0 0 0 %d 0 %d 0 20 0".formatted(parent, user, ofChildren);
    }

    @Test
    void theTemperatureIsTheHottestOfTheProcessorsSensors() throws IOException {
        has("sys/class/thermal/thermal_zone0", Map.of("type", "x86_pkg_temp", "temp", "41000"));
        assertThat(machine().figures(0, true).celsius()).hasValue(41);
        has("sys/class/hwmon/hwmon0", Map.of("name", "nvme", "temp1_input", "90000"));
        has("sys/class/hwmon/hwmon1", Map.of("name", "coretemp", "temp1_input", "54500", "temp2_input", "53000"));
        assertThat(machine().figures(0, true).celsius()).hasValue(54.5);
    }

    @Test
    void theSystemIsCalledAsItCallsItself() throws IOException {
        has("etc/os-release", "NAME=\"Debian\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n");
        assertThat(machine().os()).isEqualTo("Debian GNU/Linux 12 (bookworm)");
    }

    @Test
    void aSpeedIsKeptForOneProcessorAndOneVersion() {
        Speed speed = new Speed(root, "EPYC", "0.1.0");
        assertThat(speed.known()).isEmpty();
        speed.keep(1.25);
        assertThat(new Speed(root, "EPYC", "0.1.0").known()).hasValue(1.25);
        assertThat(new Speed(root, "Core i5", "0.1.0").known()).isEmpty();
        assertThat(new Speed(root, "EPYC", "0.2.0").known()).isEmpty();
    }

    @Test
    void theBenchmarkDoesAlwaysTheSameWork() {
        assertThat(SpeedTest.hash()).isEqualTo(SpeedTest.hash());
        assertThat(Double.longBitsToDouble(SpeedTest.fourier()))
                .isFinite()
                .isNotZero()
                .isEqualTo(Double.longBitsToDouble(SpeedTest.fourier()));
        SpeedTest test = new SpeedTest();
        assertThat(test.measure()).isPositive();
        assertThat(test.sink()).isNotZero();
    }

    @Test
    void anotherSystemIsAskedByALibrary() {
        ForeignMachine machine = new ForeignMachine(root);
        assertThat(machine.memoryMib().orElse(0)).isPositive();
        assertThat(machine.hardware().cores().logical()).isPositive();
        machine.figures(0, true);
        assertThat(machine.figures(SECOND, true).memoryUsedMib().orElse(0)).isPositive();
    }
}
