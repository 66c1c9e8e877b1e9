// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The last resort: whether keyboards, mice and touch pads have called the processor. It knows what
/// has happened since it began to look, and nothing of what they were touched for.
///
/// Those that have an interrupt of their own are counted by it. Those on USB share one with disks
/// and networks; of them Linux counts the messages (`urbnum`), which grow when something is pressed
/// or moved.
final class InterruptSource implements InputSource {

    private static final Duration LISTED_EVERY = Duration.ofSeconds(30);
    private static final Duration READ_EVERY = Duration.ofMillis(200);
    private static final String INTERRUPTS = "sys/kernel/irq";
    private static final String USB = "sys/bus/usb/devices";
    private static final Pattern INPUT =
            Pattern.compile("i8042|i2c[_-]hid|spi[_-]hid|elan|syna|alps|goodix|wacom|atmel_mxt|cyapa|pnp0c50|msft0001"
                    + "|keyboard|mouse|touch|trackp");

    private final SystemFiles files;
    private final Every listed = new Every(LISTED_EVERY);
    private final Every read = new Every(READ_EVERY);
    private List<String> counters = List.of();
    private List<Long> counts = List.of();
    private Optional<Long> changed = Optional.empty();

    InterruptSource(SystemFiles files) {
        this.files = files;
    }

    @Override
    public String name() {
        return "interrupts";
    }

    @Override
    public Seen look() {
        if (listed.due()) {
            list();
        }
        if (counters.isEmpty()) {
            return Seen.nothing("no interrupt here is an input device's own");
        }
        long now = System.nanoTime();
        if (read.due()) {
            List<Long> before = counts;
            counts = counters.stream().map(this::count).toList();
            if (!before.equals(counts) && !before.isEmpty()) {
                changed = Optional.of(now);
            }
        }
        return changed.map(moment -> Seen.idle(Duration.ofNanos(now - moment)))
                .orElseGet(() -> Seen.nothing("nothing was touched since this node began to look"));
    }

    /// Only the files of these devices are read again: the list of all interrupts is long where
    /// there are many processors, and the kernel takes its time to write it.
    private void list() {
        List<String> found = new ArrayList<>();
        for (String interrupt : files.names(INTERRUPTS)) {
            String folder = INTERRUPTS + "/" + interrupt;
            if (files.text(folder + "/actions").filter(InterruptSource::isInput).isPresent()) {
                found.add(folder + "/per_cpu_count");
            }
        }
        files.names(USB).stream()
                .filter(name -> name.contains(":") && isKeyboardOrMouse(USB + "/" + name))
                .map(name -> USB + "/" + name.substring(0, name.indexOf(':')) + "/urbnum")
                .distinct()
                .forEach(found::add);
        if (!found.equals(counters)) {
            counters = List.copyOf(found);
            counts = List.of(); // they are counted anew
        }
    }

    static boolean isInput(String names) {
        return INPUT.matcher(names.toLowerCase(Locale.ROOT)).find();
    }

    /// By the classes of USB: 03 is a human's device, and its protocols 1 and 2 are keyboards and
    /// mice.
    private boolean isKeyboardOrMouse(String part) {
        return files.text(part + "/bInterfaceClass").filter("03"::equals).isPresent()
                && files.text(part + "/bInterfaceProtocol")
                        .filter(protocol -> protocol.equals("01") || protocol.equals("02"))
                        .isPresent();
    }

    /// The sum over all processors.
    private long count(String counter) {
        return files.text(counter).stream()
                .flatMap(text -> Stream.of(text.split(",", -1)))
                .mapToLong(InterruptSource::number)
                .sum();
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    @Override
    public void close() {
        // there is nothing open
    }
}
