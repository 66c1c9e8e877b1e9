# SPDX-License-Identifier: Apache-2.0
"""A hostile task: tries to get out of its sandbox and says what it got. A line of `name: held` for each protection, or
`name: broken` and how. Arguments: the machine's work folder, and a TCP port on which the machine listens."""
import ctypes
import errno
import fcntl
import glob
import os
import platform
import socket
import sys

LIBC = ctypes.CDLL(None, use_errno=True)
X86 = platform.machine() == "x86_64"
CALL = dict(mount=165, umount2=166, pivot_root=155, chroot=161, setns=308, unshare=272, bpf=321, perf_event_open=298,
            userfaultfd=323, keyctl=250, add_key=248, request_key=249, kexec_load=246, init_module=175,
            finit_module=313, quotactl=179, personality=135, clone=56, name_to_handle_at=303, open_by_handle_at=304,
            process_vm_readv=310) if X86 else dict(
                mount=40, umount2=39, pivot_root=41, chroot=51, setns=268, unshare=97, bpf=280, perf_event_open=241,
                userfaultfd=282, keyctl=219, add_key=217, request_key=218, kexec_load=104, init_module=105,
                finit_module=273, quotactl=60, personality=92, clone=220, name_to_handle_at=264,
                open_by_handle_at=265, process_vm_readv=270)
CALL.update(io_uring_setup=425, open_tree=428, move_mount=429, fsopen=430, clone3=435, mount_setattr=442)
WORK, PORT = sys.argv[1], int(sys.argv[2])
SELF = os.getpid()


def call(name, *arguments):
    """The error that the call ended with, by name; nothing if it was carried out."""
    padded = [ctypes.c_long(argument) for argument in (*arguments, 0, 0, 0, 0, 0, 0)[:6]]
    failed = LIBC.syscall(CALL[name], *padded) < 0
    if os.getpid() != SELF:
        os._exit(0)  # a child that should not be there
    return errno.errorcode[ctypes.get_errno()] if failed else ""


def refused(expected, names):
    return {name: got for name in names.split() if (got := call(name)) != expected}


def in_child(what):
    """What a child says whom this may end."""
    come, go = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(go, repr(what()).encode())
        os._exit(0)
    os.close(go)
    said = os.read(come, 1000).decode()
    os.close(come)
    return said or f"signal {os.WTERMSIG(os.waitpid(pid, 0)[1])}"


def errors(*tries):
    """What succeeded of these, and what failed in another way than is named."""
    found = []
    for expected, what in tries:
        try:
            found.append(f"{what()!r}")
        except OSError as error:
            if errno.errorcode[error.errno] not in expected.split():
                found.append(errno.errorcode[error.errno])
    return found


def family(number, kind=socket.SOCK_DGRAM):
    return lambda: socket.socket(number, kind)


def status(key):
    with open("/proc/self/status", encoding="utf-8") as lines:
        return next(line.split(":", 1)[1].strip() for line in lines if line.startswith(key + ":"))


def exists(*paths):
    return [path for path in paths if os.path.lexists(path)]


def writable(*paths, refusals=(errno.EROFS, errno.ENOENT)):
    found = []
    for path in paths:
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
            found.append(path)
        except OSError as error:
            if error.errno not in refusals:
                found.append(f"{path} {error.strerror}")
    return found


def foreign_call():
    """getpid of the x32 calls."""
    return LIBC.syscall(ctypes.c_long(0x40000000 + 39)) if X86 else None


def reach(address):
    def connect():
        with socket.create_connection((address, PORT), 1):
            return "reached"
    return connect


def powers():
    return {key: status(key) for key in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb") if int(status(key), 16)}


def of_init():
    found = [path for path in ("/proc/1/root/", "/proc/1/cwd/", "/proc/1/fd/0") if os.access(path, os.F_OK)]
    with open("/proc/1/cmdline", "rb") as words:
        if WORK.encode() in words.read():
            found.append("its arguments tell the work folder")
    os.kill(1, 9)
    os.kill(1, 19)
    return found


def namespaces():
    with open("/proc/self/uid_map", encoding="utf-8") as ids:
        inside, _, count = ids.read().split()
    return [] if (inside, count) == ("65534", "1") and os.getuid() == 65534 else [inside, count]


def looks_into(*pids):
    """Whose memory, environment or files can be read."""
    found = []
    for pid in pids:
        for file in ("mem", "environ", "maps"):
            if os.access(f"/proc/{pid}/{file}", os.R_OK):
                try:
                    with open(f"/proc/{pid}/{file}", "rb") as opened:
                        if file != "mem" and opened.read(1):
                            found.append(f"{file} of {pid}")
                except OSError:
                    pass
    return found


def traced(pid):
    """PTRACE_ATTACH, and off again at once."""
    if LIBC.ptrace(16, pid, 0, 0) != 0:
        return []
    os.waitpid(pid, 0x40000000)  # __WALL: until it has stopped, or it would stop when nobody traces it any more
    LIBC.ptrace(17, pid, 0, 0)
    return [pid]


def abstract_sockets():
    """Sockets without a file: X, D-Bus and others listen on such."""
    with open("/proc/net/unix", encoding="utf-8") as lines:
        return [line.split()[7] for line in lines.readlines()[1:] if len(line.split()) > 7]


def made_devices():
    found = []
    for kind, major, minor in ((0o020000, 1, 1), (0o020000, 5, 1), (0o060000, 254, 0), (0o060000, 7, 0)):
        try:
            os.mknod(f"device-{major}-{minor}", kind | 0o600, os.makedev(major, minor))
            with open(f"device-{major}-{minor}", "rb"):
                found.append((major, minor))
        except OSError:
            pass
    return found


def becomes_root():
    """What a program that is set-user-id makes of us."""
    found = []
    for number in (0, 1, 1000):
        try:
            os.setuid(number)
            found.append(f"setuid {number}")
        except OSError:
            pass
    for program in ("/usr/bin/su", "/usr/bin/passwd", "/usr/bin/mount"):
        if os.path.exists(program):
            said = os.popen(f"exec 2>&1; {program} --help >/dev/null; grep -c . /etc/shadow").read().strip()
            if said.isdigit() and int(said):
                found.append(program)
    return found


def kernel_tells():
    found = []
    for path in ("/proc/kcore", "/proc/kmsg", "/proc/keys", "/proc/timer_list", "/proc/sched_debug", "/proc/scsi"):
        try:
            with open(path, "rb") as opened:
                if opened.read(1):
                    found.append(path)
        except OSError:
            pass
    return found + [name for name in (os.listdir("/proc/acpi") if os.path.isdir("/proc/acpi") else [])]


def raised_limits():
    import resource
    found = []
    for name in ("RLIMIT_NICE", "RLIMIT_RTPRIO", "RLIMIT_MEMLOCK"):
        soft, hard = resource.getrlimit(getattr(resource, name))
        try:
            resource.setrlimit(getattr(resource, name), (hard + 1 if hard >= 0 else hard, hard + 1 if hard >= 0 else hard))
            if hard >= 0:
                found.append(name)
        except (OSError, ValueError):
            pass
    for policy in (os.SCHED_OTHER, os.SCHED_FIFO, os.SCHED_RR):
        try:
            os.sched_setscheduler(0, policy, os.sched_param(1 if policy else 0))
            found.append(f"scheduler {policy}")
        except OSError:
            pass
    try:
        os.setpriority(os.PRIO_PROCESS, 0, 0)
        found.append("nice 0")
    except OSError:
        pass
    return found


def others_are_killed():
    """Signals to all that can be reached end the sandbox at the most: here only what this task has started."""
    said = []
    for pid in (1, 2):
        try:
            os.kill(pid, 0)
            with open(f"/proc/{pid}/status", encoding="utf-8") as lines:
                owner = next(line for line in lines if line.startswith("Uid:")).split()[1]
            if owner != str(os.getuid()):
                said.append(f"{pid} belongs to {owner}")
        except OSError:
            pass
    return said


CHECKS = {
    "calls about mounts": lambda: refused("EPERM", "mount umount2 pivot_root chroot open_tree move_mount fsopen "
                                          "mount_setattr name_to_handle_at open_by_handle_at"),
    "calls about namespaces": lambda: [got for got in (call("setns"), call("unshare", 0x20000)) if got != "EPERM"],
    "calls about keys": lambda: refused("EPERM", "keyctl add_key request_key"),
    "calls into the kernel": lambda: refused("EPERM", "bpf perf_event_open userfaultfd kexec_load init_module "
                                             "finit_module quotactl io_uring_setup"),
    "namespaces by clone": lambda: [got for flag in (0x10000000, 0x20000, 0x20000000, 0x40000000, 0x2000000)
                                    if (got := call("clone", flag | 17)) != "EPERM"],
    "clone3": lambda: refused("ENOSYS", "clone3"),
    "unknown calls": lambda: errors(("ENOSYS", lambda: 0 if LIBC.syscall(467) >= 0 else _raise())),
    "calls of other machines": lambda: [said for said in [in_child(foreign_call)] if X86 and said != "signal 31"],
    "personality": lambda: [got for got in [call("personality", 0x0400000)] if got != "EPERM"],
    "terminals": lambda: errors(*[("EPERM", lambda request=request: fcntl.ioctl(0, request, b"x"))
                                  for request in (0x5412, 0x541c)]),
    "odd families of sockets": lambda: errors(*[("EAFNOSUPPORT", family(number, kind)) for number, kind in
                                                ((17, 3), (38, 5), (40, 1), (29, 3), (31, 3), (4, 2), (5, 2))]),
    "common families of sockets": lambda: [error for number in (1, 2, 10, 16)
                                           for error in errors(("", family(number))) if "socket" not in error],
    "capabilities": powers,
    "no new privileges": lambda: [] if status("NoNewPrivs") == "1" else ["NoNewPrivs is not 1"],
    "user namespace": namespaces,
    "files of the machine": lambda: exists("/root", "/etc/shadow", "/etc/hostname", "/etc/ssh", "/var", "/run", "/sys",
                                           "/mnt", "/srv", "/boot", "/dev/kvm", "/dev/mem", "/dev/vda", "/dev/fuse"),
    "work folder": lambda: exists(WORK, "/home/task/" + os.environ["OWN"]) + [
        name for name in os.listdir("/home") if name != "task"],
    "for reading only": lambda: writable("/x", "/usr/x", "/etc/x", "/dev/x", "/proc/sys/kernel/hostname",
                                         "/proc/sysrq-trigger"),
    "settings of the kernel": lambda: writable("/proc/sys/kernel/core_pattern", "/proc/sys/vm/drop_caches",
                                               "/proc/sys/user/max_user_namespaces",
                                               refusals=(errno.EROFS, errno.EACCES, errno.EPERM)),
    "init": of_init,
    "processes": lambda: [pid for pid in glob.glob("/proc/[0-9]*")
                          if int(pid[6:]) not in (1, 2, os.getpid(), os.getppid())],
    "open files": lambda: [fd for fd in os.listdir("/proc/self/fd") if int(fd) > 3],
    "network": lambda: [name for _, name in socket.if_nameindex() if name != "lo"] + errors(
        *[("ECONNREFUSED ENETUNREACH", reach(address)) for address in ("127.0.0.1", "169.254.169.254")]),
    "shared memory of tasks before": lambda: os.listdir("/dev/shm") + open("/proc/sysvipc/shm").readlines()[1:],
    "shared memory of the machine": lambda: [got for got in (os.readlink("/proc/self/ns/ipc"),)
                                             if got == os.environ.get("MACHINES_IPC")],
    "memory of others": lambda: looks_into(1, *(pid for pid in (os.getppid(),) if pid != 1)),
    "ptrace of others": lambda: traced(1) + (traced(os.getppid()) if os.getppid() > 1 else []),
    "sockets without a file": abstract_sockets,
    "devices": made_devices,
    "other users": becomes_root,
    "what the kernel tells": kernel_tells,
    "limits and priority raised": raised_limits,
    "processes of others": others_are_killed,
    "keys of people": lambda: exists(*(f"{home}/{name}" for home in ("/root", "/home/*", "/task", "/home/task")
                                       for name in (".ssh", ".gnupg", ".netrc", ".aws", ".config"))),
    "desktop": lambda: exists("/tmp/.X11-unix", "/tmp/.ICE-unix", "/run/user", "/run/dbus", "/var/run/dbus",
                              "/run/systemd", "/dev/input", "/dev/snd", "/dev/dri", "/dev/uinput") + [
        name for name in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "SSH_AUTH_SOCK", "XAUTHORITY")
        if name in os.environ],
    "control groups": lambda: writable("/sys/fs/cgroup/cgroup.procs", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
                              + exists("/sys/fs/cgroup"),
    "priority": lambda: [] if os.nice(0) == 19 and os.sched_getscheduler(0) == os.SCHED_IDLE else [os.nice(0)],
}


def _raise():
    raise OSError(ctypes.get_errno(), "")


for check, look in CHECKS.items():
    try:
        got = look()
    except Exception as error:  # whatever it is, the check has not held
        got = repr(error)
    print(f"{check}: broken: {got}" if got else f"{check}: held")

# For the task after this one.
with open("/dev/shm/left", "w", encoding="utf-8") as left:
    left.write("a secret")
LIBC.shmget(4711, 4096, 0o1600)
if os.fork() == 0:
    os.setsid()
    os.execv("/bin/sleep", ["sleep", "100"])
