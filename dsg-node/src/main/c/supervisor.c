// SPDX-License-Identifier: Apache-2.0
// dsg-supervisor: a place in which the tasks of one job run, one after the other.
//
//   dsg-supervisor place [--bare [--engine]] [--net] [--work DIR] [--group DIR]... [--last FILE TEXT]...
//                        [--ro FROM AT]... [--link TEXT AT]... [--dev FROM AT]...
//   dsg-supervisor --bpf        writes the system call filter, for bwrap --seccomp
//
// Two processes are a place. The keeper stays outside, waits, and ends everything when the node has gone. Its child,
// init, is the first process of namespaces of its own, made once: user, pid, mount, network, uts, cgroup. In them it
// starts each task that the node names on standard input: one fork, and a mount and an ipc namespace that are the
// task's alone. When the task's command has ended, init ends all that is left of it, and tells the node on standard
// output. What a place has run is never seen by a later task: see clean_up.
//
// With --bare there are no namespaces; init only starts tasks and ends all they leave. With --engine besides, what it
// starts is a program that runs containers, which may gain privileges, as podman's do that map users.
#define _GNU_SOURCE
#include "task.h"

static size_t read_whole(void *into, size_t bytes) {
    size_t have = 0;
    while (have < bytes) {
        ssize_t more = read(STDIN_FILENO, (char *)into + have, bytes - have);
        if (more < 0 && errno == EINTR) continue;
        if (more <= 0) break;
        have += more;
    }
    return have;
}

static void serve(void) {
    static char *message;
    static size_t room;
    sigset_t children;
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    int ended = signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
    must(ended, "signalfd");
    pid_t command = 0;
    struct said said = {0};
    for (;;) {
        struct pollfd waits[] = {{STDIN_FILENO, POLLIN, 0}, {ended, POLLIN, 0}};
        if (poll(waits, 2, -1) < 0) continue;
        if (waits[1].revents) {
            struct signalfd_siginfo info;
            while (read(ended, &info, sizeof info) > 0) {
            }
            if (reap(command, &said, WNOHANG) && command) {
                end_task(command, &said);
                command = 0;
                continue;
            }
        }
        if (!waits[0].revents) continue;
        struct asked asked;
        if (read_whole(&asked, sizeof asked) < sizeof asked) break; // the node has gone, or needs the place no more
        if (asked.bytes + 1 > room) {
            room = asked.bytes + 4096;
            message = realloc(message, room);
            if (message == NULL) break;
        }
        if (read_whole(message, asked.bytes) < asked.bytes) break;
        message[asked.bytes] = 0;
        if (asked.kind == ASKED_RUN && !command) {
            said = (struct said){.kind = SAID_ENDED};
            command = start(message, &asked);
            if (command < 0) {
                say_fault("fork", errno);
                command = 0;
            }
        } else if (asked.kind == ASKED_TERMINATE && command) kill(command, SIGTERM);
        else if (asked.kind == ASKED_KILL && command) kill_all();
    }
    struct said nobody = {0};
    for (int round = 0; round < 200 && waitid(P_ALL, 0, &(siginfo_t){0}, WEXITED | WNOWAIT | WNOHANG) == 0; round++) {
        kill_all();
        reap(0, &nobody, WNOHANG | __WALL);
        usleep(1000);
    }
    _exit(0);
}

// ---- The two processes of a place.

static void init(int go, char **words) {
    char one;
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    if (read(go, &one, 1) != 1) _exit(1); // the keeper has gone already
    close(go);
    umask(022);
    setsid();
    write_file("/proc/self/autogroup", "19"); // where the scheduler gives each session a fair share
    write_file("/proc/self/oom_score_adj", "1000"); // if the machine runs out of memory, its guests go first
    if (!place.bare || !place.engine) must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs");
    if (place.bare) {
        must(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "subreaper");
    } else {
        must(unshare(CLONE_NEWCGROUP), "unshare cgroup"); // now that it is in its group
        must(sethostname("task", 4), "sethostname");
        if (!place.net) loopback_up();
        make_view(make_tasks_users);
        look_at_shm();
        prepare_filter();
    }
    // Tasks see init in their /proc: its arguments tell where the node works, and its /proc/1/root has all tasks' files.
    for (int i = 0; i < place.op_count; i++) must((place.ops[i].at = strdup(place.ops[i].at)) ? 0 : -1, "strdup");
    for (; *words; words++) memset(*words, 0, strlen(*words));
    must(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), "dumpable");
    say(&(struct said){.kind = SAID_READY});
    serve();
}

static void keep(pid_t child) {
    int ends = syscall(CALL_PIDFD_OPEN, child, 0);
    must(ends, "pidfd_open");
    struct pollfd waits[] = {{STDIN_FILENO, 0, 0}, {ends, POLLIN, 0}};
    while (poll(waits, 2, -1) < 0) {
    }
    if (waits[0].revents & (POLLHUP | POLLERR | POLLNVAL)) {
        // Thawed, for what is frozen by a group of the first kind cannot even be killed; and quick to die.
        for (int i = 0; i < place.last_count; i++) write_file(place.last[i][0], place.last[i][1]);
        if (place.bare) poll(waits + 1, 1, 1000); // it ends what it has started
        kill(child, SIGKILL);
    }
    int status = 0;
    waitpid(child, &status, 0);
    for (int i = 0; i < place.group_count; i++) {
        for (int tries = 0; rmdir(place.groups[i]) < 0 && errno == EBUSY && tries < 100; tries++) usleep(2000);
    }
    if (WIFSIGNALED(status)) kill(getpid(), WTERMSIG(status));
    _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}

static void read_arguments(char **words) {
    for (; *words; words++) {
        if (!strcmp(*words, "--bare")) place.bare = 1;
        else if (!strcmp(*words, "--engine")) place.engine = 1;
        else if (!strcmp(*words, "--net")) place.net = 1;
        else if (!strcmp(*words, "--work") && words[1]) place.work = *++words;
        else if (!strcmp(*words, "--group") && words[1] && place.group_count < MAX_GROUPS) place.groups[place.group_count++] = *++words;
        else if (!strcmp(*words, "--last") && words[1] && words[2] && place.last_count < MAX_GROUPS) {
            place.last[place.last_count][0] = *++words;
            place.last[place.last_count++][1] = *++words;
        } else if ((!strcmp(*words, "--ro") || !strcmp(*words, "--link") || !strcmp(*words, "--dev")) && words[1] && words[2] &&
                   place.op_count < MAX_OPS) {
            int kind = (*words)[2] == 'l' ? SEEN_LINK : (*words)[2] == 'd' ? SEEN_DEVICE : SEEN_FILES;
            struct seen op = {words[1], words[2], kind, -1};
            place.ops[place.op_count++] = op;
            words += 2;
        } else {
            errno = EINVAL;
            die(*words);
        }
    }
}

int main(int count, char **words) {
    if (count == 2 && !strcmp(words[1], "--bpf")) return print_filter();
    if (count < 2 || strcmp(words[1], "place")) {
        fprintf(stderr, "usage: dsg-supervisor place ... | --bpf; started by dsg's node\n");
        return 2;
    }
    read_arguments(words + 2);
    sigset_t all;
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
    sigemptyset(&all);
    sigaddset(&all, SIGCHLD);
    sigprocmask(SIG_SETMASK, &all, NULL);
    setsid(); // whoever interrupts the node speaks to the node
    setgroups(0, NULL); // only root can
    syscall(SYS_keyctl, 1 /* join a new session keyring */, NULL, 0, 0, 0);
    fault = mmap(NULL, sizeof *fault, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (fault == MAP_FAILED) die("mmap");
    int go[2];
    must(pipe2(go, O_CLOEXEC), "pipe");
    int worlds = place.bare ? 0 : CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS;
    if (!place.bare && !place.net) worlds |= CLONE_NEWNET;
    pid_t child = syscall(SYS_clone, SIGCHLD | worlds, 0, 0, 0, 0);
    must(child, place.bare ? "fork" : "clone with namespaces");
    if (child == 0) {
        close(go[1]);
        init(go[0], words + 1);
    }
    close(go[0]);
    if (!place.bare) map_ids("/proc", child, 0, geteuid(), getegid());
    char text[24], path[4096];
    snprintf(text, sizeof text, "%d", child);
    for (int i = 0; i < place.group_count; i++) {
        snprintf(path, sizeof path, "%s/cgroup.procs", place.groups[i]);
        must(write_file(path, text), path);
    }
    must(write(go[1], "g", 1) == 1 ? 0 : -1, "write");
    close(STDOUT_FILENO);
    keep(child);
}
