// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Durations;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What the owner of a machine allows tasks, in his own words. What he does not say holds as usual.
public final class OwnerPolicy {

    /// An owner who has said nothing.
    public static final OwnerPolicy USUAL = new OwnerPolicy(Map.of(), false);

    private static final long BYTES_A_MBIT = 125_000;

    private final Map<Setting, List<String>> said;
    private final boolean ownGrid;

    /// @throws IllegalArgumentException if a value is none: ask [Setting#fault(String)] before
    private OwnerPolicy(Map<Setting, List<String>> said, boolean ownGrid) {
        this.ownGrid = ownGrid;
        Map<Setting, List<String>> copy = new EnumMap<>(Setting.class);
        said.forEach((setting, values) -> {
            values.stream()
                    .flatMap(value -> setting.fault(value).stream())
                    .findFirst()
                    .ifPresent(fault -> {
                        throw new IllegalArgumentException(fault);
                    });
            copy.put(setting, List.copyOf(values));
        });
        this.said = Collections.unmodifiableMap(copy);
    }

    /// The policy that says this.
    static OwnerPolicy of(Map<Setting, List<String>> said) {
        return new OwnerPolicy(said, false);
    }

    /// The same, of a machine that is in its own grid, or in another's: who owns the grid owns the machine then, and
    /// may
    /// change this from afar.
    OwnerPolicy inOwnGrid(boolean own) {
        return new OwnerPolicy(said, own);
    }

    /// The same with this value, or these of a setting that takes several; with none of them it holds as usual.
    public OwnerPolicy with(Setting setting, List<String> values) {
        Map<Setting, List<String>> changed = new EnumMap<>(Setting.class);
        changed.putAll(said);
        if (values.isEmpty()) {
            changed.remove(setting);
        } else {
            changed.put(setting, values);
        }
        return new OwnerPolicy(changed, ownGrid);
    }

    /// What the owner has said, and nothing that holds as usual.
    public Map<Setting, List<String>> said() {
        return said;
    }

    /// What holds of a setting.
    public List<String> values(Setting setting) {
        List<String> own = said.get(setting);
        if (own != null) {
            return own;
        }
        String usual = usual(setting, setting != Setting.WHEN && when() == When.ALWAYS);
        return usual.isEmpty() ? List.of() : List.of(usual);
    }

    /// What holds of a setting of which nothing is said.
    String usual(Setting setting, boolean always) {
        return setting == Setting.MANAGED && ownGrid ? "yes" : setting.usual(always);
    }

    /// Whether admins of the grid may change this policy from afar.
    boolean isManaged() {
        return value(Setting.MANAGED).equals("yes");
    }

    /// What holds of a setting that has one value.
    public String value(Setting setting) {
        return values(setting).getFirst();
    }

    /// When tasks may run at all.
    enum When {
        ALWAYS,
        IDLE,
        SCHEDULE,
        NEVER
    }

    When when() {
        return When.valueOf(value(Setting.WHEN).toUpperCase(java.util.Locale.ROOT));
    }

    /// Whether this policy needs to know if somebody uses the machine.
    boolean asksForPresence() {
        return when() == When.IDLE
                || !value(Setting.CORES_IN_USE).equals(Setting.CORES_IN_USE.usual(true))
                || !value(Setting.MEMORY_IN_USE).equals(Setting.MEMORY_IN_USE.usual(true))
                || !value(Setting.GPUS_IN_USE).equals(Setting.GPUS_IN_USE.usual(true))
                || !value(Setting.CPU_SHARE_IN_USE).equals(Setting.CPU_SHARE_IN_USE.usual(true));
    }

    /// Whether it needs to know anything of people: if they use the machine, or if something fills their screen.
    boolean asksForPeople() {
        return asksForPresence() || value(Setting.FULL_SCREEN).equals("rest") || letsWake();
    }

    Duration time(Setting setting) {
        return Durations.parse(value(setting)).orElseThrow();
    }

    Optional<Duration> timeIfAny(Setting setting) {
        return Durations.parse(value(setting));
    }

    /// Until when the machine was sent to rest.
    Optional<Instant> snoozedUntil() {
        return Form.moment(value(Setting.SNOOZE));
    }

    /// The same without a snooze that is over by now: it says nothing any more.
    public OwnerPolicy withoutPast(Instant now) {
        boolean over = snoozedUntil().filter(until -> !until.isAfter(now)).isPresent();
        return over ? with(Setting.SNOOZE, List.of()) : this;
    }

    List<Hours> hours(Setting setting) {
        return values(setting).stream()
                .flatMap(text -> Hours.parse(text).stream())
                .toList();
    }

    /// So many thousandths of a core of a machine that has this many.
    int cpuMilli(Setting setting, int all) {
        String text = value(setting);
        return Form.percent(text).map(share -> (int) ((long) all * share / 100)).orElseGet(() ->
                (int) Math.min(all, Math.round(Double.parseDouble(text) * 1000)));
    }

    /// So many MiB where there are this many.
    long mib(Setting setting, long all) {
        String text = value(setting);
        return Form.percent(text)
                .map(share -> all * share / 100)
                .orElseGet(() -> Math.min(all, Form.mib(text).orElseThrow()));
    }

    /// So many graphics processors where there are this many.
    int gpus(Setting setting, int all) {
        String text = value(setting);
        return text.equals(Form.ALL) ? all : Math.min(all, Integer.parseInt(text));
    }

    Optional<Integer> percent(Setting setting) {
        return Form.percent(value(setting));
    }

    /// A whole number; none where the owner wants no limit.
    OptionalLong number(Setting setting) {
        String text = value(setting);
        return text.equals(Form.NONE) ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    }

    /// How many bytes a second may pass; none where there is no limit.
    OptionalLong bytesPerSecond(Setting setting) {
        OptionalLong mbit = number(setting);
        return mbit.isPresent() ? OptionalLong.of(mbit.getAsLong() * BYTES_A_MBIT) : mbit;
    }

    /// Whether tasks are to run bare on this machine.
    public boolean prefersBare() {
        return value(Setting.ISOLATION).equals("bare");
    }

    /// Whether tasks are never to run in containers on this machine.
    boolean forbidsContainers() {
        return value(Setting.CONTAINERS).equals("forbid");
    }

    /// Whether the grid may wake the machine.
    boolean letsWake() {
        return value(Setting.WAKE).equals("yes");
    }

    /// What the owner says of the machine, for `where: {tags: [...]}`.
    public Set<String> tags() {
        return new TreeSet<>(values(Setting.TAGS));
    }

    /// The folders that are shown to tasks in the sandbox.
    public Set<Path> shown() {
        return values(Setting.SHOWN).stream().map(Path::of).collect(Collectors.toCollection(TreeSet::new));
    }

    /// The people whose tasks may run here; none named: everybody's.
    Set<String> people() {
        return Set.copyOf(values(Setting.PEOPLE));
    }

    /// How much of contents the node may keep to save a way.
    long cacheBytes() {
        return Form.mib(value(Setting.CACHE)).orElse(0L) << 20;
    }

    /// What the owner has said, such as `--when idle --idle-after 5m`; empty if nothing.
    @Override
    public String toString() {
        List<String> words = new ArrayList<>();
        said.forEach((setting, values) -> values.forEach(value -> words.add(setting.option() + " " + value)));
        return String.join(" ", words);
    }

    @Override
    public boolean equals(@org.jspecify.annotations.Nullable Object other) {
        return other instanceof OwnerPolicy policy && policy.said.equals(said);
    }

    @Override
    public int hashCode() {
        return said.hashCode();
    }
}
