// SPDX-License-Identifier: Apache-2.0
// One task in a place: how it is started, and how all of it is ended.
#ifndef DSG_TASK
#define DSG_TASK
#include "filter.h"
#include "view.h"

// ---- A task's priority: it yields to everything else of the machine, init and keeper do not.

static void step_back(void) {
    struct sched_param none = {0};
    setpriority(PRIO_PROCESS, 0, 19);
    sched_setscheduler(0, SCHED_IDLE, &none);
    syscall(SYS_ioprio_set, 1 /* this process */, 0, 3 << 13 /* idle */);
}

// ---- One task.

static void fail(const char *what) {
    fault->error = errno;
    strncpy(fault->what, what, sizeof fault->what - 1);
    _exit(125);
}

static void try(int result, const char *what) {
    if (result < 0) fail(what);
}

static void bind_own(const char *folder, const char *part, const char *at) {
    char from[4096];
    snprintf(from, sizeof from, WORK "/%s/%s", folder, part);
    try(mount(from, at, NULL, MS_BIND, NULL), at);
}

// What the owner shows of the machine's /tmp: put again on top of the task's own, as bubblewrap does.
static int is_in_tmp(const struct seen *op) { return op->kind == SEEN_FILES && !strncmp(op->at, "/tmp/", 5); }

static void show_in_tmp(void) {
    for (int i = 0; i < place.op_count; i++) {
        const struct seen *op = &place.ops[i];
        if (!is_in_tmp(op) || op->tree < 0) continue;
        char copy[4096];
        snprintf(copy, sizeof copy, "%s", op->at);
        for (char *slash = copy + 5; (slash = strchr(slash, '/')) != NULL; *slash++ = '/') {
            *slash = 0;
            if (mkdir(copy, 0755) < 0 && errno != EEXIST) fail(copy);
        }
        if (mkdir(copy, 0755) < 0 && errno != EEXIST) fail(copy);
        try(put_tree(op->tree, op->at), op->at);
    }
}

static void enter_world(const char *folder) {
    char home[4096];
    for (int i = 0; i < place.op_count; i++)
        if (is_in_tmp(&place.ops[i]))
            place.ops[i].tree = syscall(CALL_OPEN_TREE, AT_FDCWD, place.ops[i].at, OPEN_TREE_CLONE_ | O_CLOEXEC | AT_RECURSIVE_);
    bind_own(folder, "task", "/task");
    bind_own(folder, "tmp", "/tmp");
    show_in_tmp();
    snprintf(home, sizeof home, WORK "/%s/home", folder);
    int tree = syscall(CALL_OPEN_TREE, AT_FDCWD, home, OPEN_TREE_CLONE_ | O_CLOEXEC);
    try(tree, home);
    try(umount2(WORK, MNT_DETACH), "umount the work folder"); // others' tasks are in it
    try(put_tree(tree, WORK), "mount the home");
}

static void drop_powers(void) {
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct none[2] = {{0}};
    try(setns(tasks_users, CLONE_NEWUSER), "setns");
    for (int cap = 0; cap < 64; cap++)
        if (prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) < 0) break; // no such one: there are no more
    try(syscall(SYS_capset, &header, none), "capset");
    if (prctl(PR_CAPBSET_READ, 0, 0, 0, 0) != 0) {
        errno = EPERM;
        fail("drop capabilities");
    }
}

static void redirect(int number, const char *path, int flags) {
    char inside[4096];
    if (!place.bare && path[0] != '/') {
        snprintf(inside, sizeof inside, WORK "/%s", path);
        path = inside;
    }
    int file = open(path, flags | O_NOFOLLOW | O_NOCTTY, 0600);
    try(file, path);
    try(dup2(file, number), "dup2");
    if (file > STDERR_FILENO) close(file);
}

static void become(char *const *strings, char *const *argv, char *const *env) {
    const char *folder = strings[0];
    sigset_t none;
    sigemptyset(&none);
    setpgid(0, 0);
    step_back();
    redirect(STDIN_FILENO, "/dev/null", O_RDONLY);
    redirect(STDOUT_FILENO, strings[1], O_WRONLY | O_CREAT | O_TRUNC);
    redirect(STDERR_FILENO, strings[2], O_WRONLY | O_CREAT | O_TRUNC);
    if (!place.bare) enter_world(folder);
    try(chdir(place.bare ? folder : "/task"), "chdir");
    if (!place.bare) {
        drop_powers();
        try(install_filter(), "seccomp");
    }
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(argv[0], argv, env);
    fail("exec");
}

struct become_what {
    char **strings;
    size_t argc;
};

static int become_it(void *what) {
    const struct become_what *it = what;
    become(it->strings, it->strings + 3, it->strings + 3 + it->argc + 1);
    return 125;
}

// The task shares init's memory until it is another program, and init waits for that: to copy even a small memory costs
// as much as all else. It has a stack of its own, and writes to nothing that init reads but to `fault`.
static pid_t start(char *message, const struct asked *asked) {
    static char stack[256 * 1024] __attribute__((aligned(64)));
    size_t count = 3 + asked->argc + 1 + asked->envc + 1;
    char **strings = calloc(count, sizeof *strings);
    if (strings == NULL) return -1;
    char *next = message;
    for (size_t i = 0; i < count; i++) {
        if (i == 3 + asked->argc || i == count - 1) continue; // the ends of two lists
        strings[i] = next;
        next += strlen(next) + 1;
    }
    fault->what[0] = 0;
    struct become_what what = {strings, asked->argc};
    int worlds = place.bare ? 0 : CLONE_NEWNS | CLONE_NEWIPC;
    pid_t pid = clone(become_it, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD | worlds, &what);
    free(strings);
    return pid;
}

// Everything below a process, the deepest last: of a bare place, where no namespace tells what is its own.
static int kill_below(pid_t pid, int depth) {
    char path[64], text[65536];
    int killed = 0;
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", pid, pid);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    ssize_t length = read(file, text, sizeof text - 1);
    close(file);
    if (length <= 0) return 0;
    text[length] = 0;
    for (char *at = text, *end; (pid = strtol(at, &end, 10)) > 0 && end != at; at = end) {
        kill(pid, SIGKILL);
        killed++;
        if (depth < 64) killed += kill_below(pid, depth + 1);
    }
    return killed;
}

static void kill_all(void) {
    if (place.bare) kill_below(getpid(), 0);
    else kill(-1, SIGKILL); // of this pid namespace, but for init
}

static void add(struct said *said, const struct rusage *used) {
    said->cpu_micros += (used->ru_utime.tv_sec + used->ru_stime.tv_sec) * 1000000LL + used->ru_utime.tv_usec + used->ru_stime.tv_usec;
    if (used->ru_maxrss > said->peak_kib) said->peak_kib = used->ru_maxrss;
}

static struct timespec shm_made;

static void look_at_shm(void) {
    struct stat looks;
    must(stat("/dev/shm", &looks), "stat /dev/shm");
    shm_made = looks.st_ctim;
}

// After all processes of a task have ended: what of the place could hold anything of it is replaced. Its mounts and
// its ipc namespace have gone with it; pseudo-terminals go with whoever has them open; the network has no settings
// that it could have changed.
static void clean_up(void) {
    struct stat looks;
    if (place.bare) return;
    must(stat("/dev/shm", &looks), "stat /dev/shm");
    if (looks.st_ctim.tv_sec == shm_made.tv_sec && looks.st_ctim.tv_nsec == shm_made.tv_nsec) return;
    must(umount2("/dev/shm", MNT_DETACH), "umount /dev/shm");
    mount_shm("/dev/shm");
    look_at_shm();
}

// Takes those that have ended; whether the task's own command was among them.
static int reap(pid_t command, struct said *said, int how) {
    int status, ended = 0;
    struct rusage used;
    pid_t pid;
    while ((pid = wait4(-1, &status, how, &used)) > 0) {
        add(said, &used);
        if (pid != command) continue;
        said->exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        said->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
        ended = 1;
    }
    return ended;
}

static void end_task(pid_t command, struct said *said) {
    for (;;) {
        kill_all();
        siginfo_t left;
        reap(command, said, WNOHANG | __WALL);
        if (waitid(P_ALL, 0, &left, WEXITED | WNOWAIT | __WALL | (place.bare ? WNOHANG : 0)) < 0) break; // nobody is left
        if (place.bare) usleep(500);
    }
    clean_up();
    if (fault->what[0]) {
        said->kind = SAID_FAULT;
        said->error = fault->error;
        memcpy(said->what, fault->what, sizeof said->what);
    }
    say(said);
}
#endif
