// SPDX-License-Identifier: Apache-2.0
package dsg.model;

/// What a task asks for, or what a node has: thousandths of a core, and memory in MiB (2^20 bytes).
public record Resources(int cpuMilli, long memoryMib) {

    /// What a task gets that asks for nothing: one core and 512 MiB.
    public static final Resources DEFAULT = new Resources(1000, 512);

    /// Nothing at all.
    public static final Resources NONE = new Resources(0, 0);

    public Resources {
        if (cpuMilli < 0 || memoryMib < 0) {
            throw new IllegalArgumentException("Resources cannot be negative: " + cpuMilli + ", " + memoryMib + ".");
        }
    }

    /// Whether a request of `request` fits into this.
    public boolean covers(Resources request) {
        return cpuMilli >= request.cpuMilli && memoryMib >= request.memoryMib;
    }

    public Resources plus(Resources other) {
        return new Resources(cpuMilli + other.cpuMilli, memoryMib + other.memoryMib);
    }

    /// @throws IllegalArgumentException if `other` is not covered by this
    public Resources minus(Resources other) {
        return new Resources(cpuMilli - other.cpuMilli, memoryMib - other.memoryMib);
    }

    /// Whole cores, rounded up: what a task is told in `DSG_CPUS`.
    public int cores() {
        return Math.ceilDiv(cpuMilli, 1000);
    }

    /// For people: `cpu 1, memory 512MiB`, in the words of the job file.
    @Override
    public String toString() {
        return "cpu " + cpuText() + ", memory " + memoryText();
    }

    /// `1`, `0.5`: cores as the job file writes them.
    public String cpuText() {
        return cpuMilli % 1000 == 0
                ? Integer.toString(cpuMilli / 1000)
                : java.math.BigDecimal.valueOf(cpuMilli, 3).stripTrailingZeros().toPlainString();
    }

    /// `512MiB`, `4GiB`: memory as the job file writes it.
    public String memoryText() {
        return memoryMib >= 1024 && memoryMib % 1024 == 0 ? memoryMib / 1024 + "GiB" : memoryMib + "MiB";
    }
}
