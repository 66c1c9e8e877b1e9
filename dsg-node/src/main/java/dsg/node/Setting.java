// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What an owner may say of his machine. Each is a key of the policy's file, an option of `dsg node policy` and a row
/// of
/// the page that explains them; this is the one place that knows them all.
public enum Setting {
    WHEN(
            Form.choice("always", "idle", "schedule", "never"),
            "always",
            "When tasks may run: always; while nobody uses the machine; in the hours that --hours names, used or not; or"
                    + " never."),
    IDLE_AFTER(
            Form.TIME,
            "3m",
            "Nobody uses it once its mouse and keyboard were left alone for so long: new tasks may begin."),
    RESUME_AFTER(
            Form.TIME,
            "60s",
            "What was frozen goes on once that was so for this long, or once another reason to rest is over as long."),
    IDLE_AT_MOST(
            Form.TIME_OR_NONE,
            "none",
            "With --when idle: it rests again once nobody has used it for so long, and may go to sleep."),
    HOURS(
            Form.HOURS,
            "",
            "Tasks run only then, with --when schedule or idle; local time, may be given again for others."),
    UNKNOWN(
            Form.choice("work", "rest"),
            "work",
            "What --when idle means where it cannot be told whether somebody uses the machine."),
    CORES(Form.CORES, "100%", "Tasks get so many cores."),
    CORES_IN_USE(Form.CORES, "100%", "The same while somebody uses the machine, where tasks run all the same."),
    CPU_SHARE(Form.SHARE, "100%", "Tasks run for this share of the time: less heat, less noise."),
    CPU_SHARE_IN_USE(Form.SHARE, "100%", "The same while somebody uses the machine."),
    MEMORY(Form.MEMORY, "100%", "Tasks get so much memory."),
    MEMORY_IN_USE(Form.MEMORY, "100%", "The same while somebody uses the machine, where tasks run all the same."),
    GPUS(Form.GPUS, "all", "Tasks get so many graphics processors, each as a whole."),
    GPUS_IN_USE(
            Form.GPUS,
            "all",
            "The same while somebody uses the machine, where tasks run all the same; what has more of them must leave"
                    + " within 5 s."),
    FROZEN_MEMORY(
            Form.MEMORY,
            "25%",
            "Tasks that are frozen may keep so much of the memory; what holds more is moved to other machines. 0%: all of"
                    + " it is given back."),
    MOVE_AFTER(Form.TIME, "10m", "What was frozen for so long is moved to another machine."),
    ON_BATTERY(
            Form.BATTERY,
            "rest",
            "work",
            "Without mains power tasks rest, work, or work while the battery has at least this charge."),
    EXCLUSIVE(
            Form.PROGRAMS,
            "",
            "Tasks rest while this program runs; * stands for anything; may be given again for others."),
    FULL_SCREEN(
            Form.choice("rest", "work"),
            "rest",
            "work",
            "What tasks do while a program fills the whole screen: a film, a game, a talk."),
    OTHERS_LOAD(
            Form.SHARE_OR_NONE,
            "25%",
            "none",
            "Tasks rest while other programs keep more of all cores busy than this."),
    HEAT(Form.HEAT_OR_NONE, "none", "Tasks rest while the processor is hotter than this, in degrees Celsius."),
    PEOPLE(Form.PEOPLE, "", "Only tasks of this user run here; may be given again for others."),
    ISOLATION(Form.choice("sandbox", "bare"), "sandbox", "Isolate tasks where this machine can, or never."),
    CONTAINERS(
            Form.choice("allow", "forbid"),
            "allow",
            "Tasks may run in containers, where podman, docker or apptainer works here."),
    KEEP_AWAKE(
            Form.choice("no", "yes"),
            "no",
            "Whether the machine must not go to sleep by itself while tasks run on it."),
    WAKE(
            Form.choice("no", "yes"),
            "no",
            "Whether the grid may wake the sleeping machine when there is work for it (wake-on-LAN); left alone, it is put"
                    + " to sleep again after it."),
    MANAGED(
            Form.choice("no", "yes"),
            "no",
            "Whether admins of the grid may change this policy from afar; on the machine that keeps the grid itself: yes,"
                    + " unless its owner says no."),
    SNOOZE(Form.UNTIL, "none", "Tasks rest for so long from now, whatever else is allowed."),
    DOWNLOAD(Form.MBIT_OR_NONE, "none", "The node brings files at no more than so many Mbit/s."),
    UPLOAD(
            Form.MBIT_OR_NONE,
            "none",
            "It hands results over, and lets other nodes read files, at no more than so many Mbit/s."),
    NETWORK_HOURS(
            Form.HOURS,
            "",
            "It takes no new tasks at other hours, since they would bring files; may be given again for others."),
    DAILY_TRANSFER(Form.SIZE_OR_NONE, "none", "It takes no more tasks on a day on which it has moved so much."),
    CACHE(
            Form.SIZE,
            "20GiB",
            "It keeps files that it has brought, up to this, and drops first what was used longest ago."),
    DISK(Form.MEMORY, "100%", "Tasks get so much of what is free on its disk."),
    SHOWN(Form.FOLDERS, "", "Tasks may read what is in this folder."),
    TAGS(Form.TAGS, "", "What the machine is, for `where: {tags: [...]}` of job files.");

    /// A form has a predicate, of which the compiler cannot see that it keeps nothing.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Form form;

    private final String usual;
    private final String usualAlways;
    private final String help;

    Setting(Form form, String usual, String help) {
        this(form, usual, usual, help);
    }

    /// @param usualAlways what holds with `--when always`, where nothing else is said: whoever lets tasks run at any
    /// time
    /// means it
    Setting(Form form, String usual, String usualAlways, String help) {
        this.form = form;
        this.usual = usual;
        this.usualAlways = usualAlways;
        this.help = help;
    }

    /// The key in the policy's file: `idle_after`.
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The option of `dsg node policy`: `--idle-after`.
    public String option() {
        return "--" + typed();
    }

    /// As people type it, without the dashes in front: `idle-after`.
    public String typed() {
        return key().replace('_', '-');
    }

    /// How a value is called: `TIME`.
    public String label() {
        return form.label();
    }

    /// Whether several values may be given.
    public boolean isList() {
        return form.isList();
    }

    /// What it does, in a sentence.
    public String help() {
        return help;
    }

    /// What holds where the owner says nothing; empty where that is nothing at all.
    ///
    /// @param always whether tasks may run at any time
    public String usual(boolean always) {
        return always ? usualAlways : usual;
    }

    /// Why this cannot be its value, and what to write instead; none if it can.
    public Optional<String> fault(String value) {
        return form.is().test(value)
                ? Optional.empty()
                : Optional.of("`" + option() + " " + value + "`: write " + form.says() + ".");
    }

    /// The setting that people type so: `idle-after`.
    static Optional<Setting> ofName(String typed) {
        return Arrays.stream(values())
                .filter(setting -> setting.typed().equals(typed))
                .findFirst();
    }

    /// The setting with this key.
    static Optional<Setting> of(String key) {
        return Arrays.stream(values())
                .filter(setting -> setting.key().equals(key))
                .findFirst();
    }
}
