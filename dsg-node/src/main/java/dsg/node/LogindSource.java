// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.exceptions.DBusExecutionException;
import org.freedesktop.dbus.interfaces.Properties;
import org.freedesktop.dbus.matchrules.DBusMatchRuleBuilder;

/// What desktops tell systemd-logind: that nobody has been there for some minutes of their own
/// choice, and at once when somebody is there again. In between it knows of nobody's input, so that
/// a source which looks at the desktop itself is believed instead.
final class LogindSource implements InputSource {

    private static final String NAME = "org.freedesktop.login1";
    private static final String PATH = "/org/freedesktop/login1";
    private static final Duration ASKED_EVERY = Duration.ofMinutes(1); // but for what it signals
    private static final Duration HANGS = Duration.ofSeconds(5);

    private final Bus bus;
    private final Supplier<Set<String>> desks;
    private final Asked<Found> asked = new Asked<>("logind", this::ask);
    private final AtomicBoolean changed = new AtomicBoolean(true);
    private final Every again = new Every(ASKED_EVERY);
    private final BackOff backOff = new BackOff();
    private Found found = new Found(List.of(), ""); // of the thread that asks

    /// @param trouble why it found nothing out; empty if it did
    private record Found(List<LoginSession> sessions, String trouble) {}

    /// @param address of the system's bus
    /// @param desks what others see to the millisecond (`DeskSource`)
    LogindSource(String address, Supplier<Set<String>> desks) {
        this.bus = new Bus(address, () -> changed.set(true));
        this.desks = desks;
    }

    @Override
    public String name() {
        return "logind";
    }

    @Override
    public Seen look() {
        if (again.due() || changed.get()) {
            asked.look();
        }
        Optional<Found> answer = asked.last();
        if (asked.open().compareTo(HANGS) > 0) {
            return Seen.nothing("logind does not answer");
        }
        if (answer.isEmpty()) {
            return Seen.nothing("logind has not answered yet");
        }
        String trouble = answer.get().trouble();
        return trouble.isEmpty() ? judge(answer.get().sessions(), System.nanoTime()) : Seen.nothing(trouble);
    }

    /// Whether somebody is at a desktop that tells nobody.
    @Override
    public boolean unseen() {
        Set<String> better = desks.get();
        return asked.last().stream()
                .flatMap(answer -> answer.sessions().stream())
                .anyMatch(session -> session.person()
                        && session.active()
                        && session.isDesktop()
                        && !session.tells()
                        && !session.isAmong(better));
    }

    private Seen judge(List<LoginSession> sessions, long now) {
        Optional<Duration> least = Optional.empty();
        List<String> notes = new ArrayList<>();
        Set<String> better = desks.get();
        List<LoginSession> people = sessions.stream()
                .filter(session -> session.person() && session.active())
                .toList();
        for (LoginSession session : people) {
            if (session.isAmong(better)) {
                notes.add("session " + session.id() + " is seen better by another source");
            } else if (!session.isDesktop()) {
                notes.add("session " + session.id() + " is at a terminal, which is asked itself");
            } else if (!session.tells()) {
                notes.add("the desktop of session " + session.id() + " has never told logind whether it is idle");
            } else {
                least = InputChain.least(least, Optional.of(idle(session, now)));
                if (session.locked()) {
                    notes.add("session " + session.id() + " is locked");
                }
            }
        }
        if (people.isEmpty()) {
            notes.add("nobody is logged in at a desktop");
        }
        return new Seen(least, String.join("; ", notes));
    }

    /// While the hint says that somebody is there, that is all that is known.
    private static Duration idle(LoginSession session, long now) {
        return session.idle() ? Duration.ofNanos(Math.max(0, now - session.sinceMicros() * 1000)) : Duration.ZERO;
    }

    private Found ask() {
        changed.set(false);
        if (backOff.due()) {
            found = find();
        }
        return found;
    }

    private Found find() {
        if (!bus.exists()) {
            backOff.hopeless();
            return new Found(List.of(), "there is no system bus (D-Bus) here");
        }
        try {
            DBusConnection open = bus.open(this::listen);
            if (!Bus.has(open, NAME)) {
                backOff.hopeless();
                return new Found(List.of(), "logind does not run here");
            }
            List<LoginSession> sessions = new ArrayList<>();
            for (Logind.Listed listed :
                    Bus.object(open, NAME, PATH, Logind.class).ListSessions()) {
                session(open, listed).ifPresent(sessions::add);
            }
            backOff.worked();
            return new Found(sessions, "");
        } catch (DBusException | DBusExecutionException e) {
            bus.hangUp();
            backOff.failed();
            return new Found(List.of(), "logind cannot be asked (" + Bus.why(e) + ")");
        }
    }

    private static Optional<LoginSession> session(DBusConnection open, Logind.Listed listed) throws DBusException {
        try {
            Properties properties = Bus.object(open, NAME, listed.path.getPath(), Properties.class);
            return Optional.of(
                    LoginSession.of(listed.id, listed.user.toString(), properties.GetAll(NAME + ".Session")));
        } catch (DBusExecutionException _) {
            return Optional.empty(); // it has ended this moment
        }
    }

    /// Whatever logind signals is a reason to look again: who came, who left, whose hint changed.
    private void listen(DBusConnection fresh) throws DBusException {
        fresh.addGenericSigHandler(
                DBusMatchRuleBuilder.create()
                        .withType("signal")
                        .withPathNamespace(PATH)
                        .build(),
                _ -> changed.set(true));
    }

    @Override
    public void close() {
        bus.close();
    }
}
