// SPDX-License-Identifier: Apache-2.0
package dsg.model;

/// What a task asks for, or what a node has: thousandths of a core, memory and disk in MiB (2^20 bytes), and whole
/// graphics processors.
public record Resources(int cpuMilli, long memoryMib, long diskMib, int gpus) {

    /// What a task gets that asks for nothing: one core and 512 MiB, and what disk there is.
    public static final Resources DEFAULT = new Resources(1000, 512);

    /// Nothing at all.
    public static final Resources NONE = new Resources(0, 0);

    public Resources {
        if (cpuMilli < 0 || memoryMib < 0 || diskMib < 0 || gpus < 0) {
            throw new IllegalArgumentException("Resources cannot be negative: " + cpuMilli + ", " + memoryMib + ", "
                    + diskMib + ", " + gpus + ".");
        }
    }

    /// Without graphics processors.
    public Resources(int cpuMilli, long memoryMib, long diskMib) {
        this(cpuMilli, memoryMib, diskMib, 0);
    }

    /// Cores and memory, and no disk of its own.
    public Resources(int cpuMilli, long memoryMib) {
        this(cpuMilli, memoryMib, 0);
    }

    /// Whether a request of `request` fits into this.
    public boolean covers(Resources request) {
        return cpuMilli >= request.cpuMilli
                && memoryMib >= request.memoryMib
                && diskMib >= request.diskMib
                && gpus >= request.gpus;
    }

    public Resources plus(Resources other) {
        return new Resources(
                cpuMilli + other.cpuMilli, memoryMib + other.memoryMib, diskMib + other.diskMib, gpus + other.gpus);
    }

    /// @throws IllegalArgumentException if `other` is not covered by this
    public Resources minus(Resources other) {
        return new Resources(
                cpuMilli - other.cpuMilli, memoryMib - other.memoryMib, diskMib - other.diskMib, gpus - other.gpus);
    }

    /// What is left of this when `other` is taken from it; nothing where `other` is more.
    public Resources without(Resources other) {
        return new Resources(
                Math.max(0, cpuMilli - other.cpuMilli),
                Math.max(0, memoryMib - other.memoryMib),
                Math.max(0, diskMib - other.diskMib),
                Math.max(0, gpus - other.gpus));
    }

    /// How many of these fit into this, one beside the other.
    public long times(Resources request) {
        long times = request.cpuMilli == 0 ? Integer.MAX_VALUE : cpuMilli / request.cpuMilli;
        times = request.memoryMib == 0 ? times : Math.min(times, memoryMib / request.memoryMib);
        times = request.diskMib == 0 ? times : Math.min(times, diskMib / request.diskMib);
        return request.gpus == 0 ? times : Math.min(times, gpus / request.gpus);
    }

    /// Whole cores, rounded up: what a task is told in `DSG_CPUS`.
    public int cores() {
        return Math.ceilDiv(cpuMilli, 1000);
    }

    /// The same with so many graphics processors.
    public Resources withGpus(int count) {
        return new Resources(cpuMilli, memoryMib, diskMib, count);
    }

    /// For people: `cpu 1, memory 512MiB`, in the words of the job file; disk and graphics processors only where there
    /// are any.
    @Override
    public String toString() {
        return "cpu " + cpuText() + ", memory " + memoryText()
                + (diskMib == 0 ? "" : ", disk " + text(diskMib))
                + (gpus == 0 ? "" : ", gpu " + gpus);
    }

    /// `1`, `0.5`: cores as the job file writes them.
    public String cpuText() {
        return cpuMilli % 1000 == 0
                ? Integer.toString(cpuMilli / 1000)
                : java.math.BigDecimal.valueOf(cpuMilli, 3).stripTrailingZeros().toPlainString();
    }

    /// `512MiB`, `4GiB`: memory as the job file writes it.
    public String memoryText() {
        return text(memoryMib);
    }

    private static String text(long mib) {
        return mib >= 1024 && mib % 1024 == 0 ? mib / 1024 + "GiB" : mib + "MiB";
    }
}
