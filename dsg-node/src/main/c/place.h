// SPDX-License-Identifier: Apache-2.0
// What a place is, what is said between it and the node, and small helpers.
#ifndef DSG_PLACE
#define DSG_PLACE
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <grp.h>


// Calls that C libraries of some years ago do not name; the numbers are those of every architecture.
#define CALL_PIDFD_OPEN 434
#define CALL_OPEN_TREE 428
#define CALL_MOVE_MOUNT 429
#define CALL_MOUNT_SETATTR 442
#define OPEN_TREE_CLONE_ 1
#define AT_RECURSIVE_ 0x8000
#define ATTR_RDONLY 0x1
#define ATTR_NOSUID 0x2
#define ATTR_NODEV 0x4
#define ATTR_NOEXEC 0x8
#define PRIVATE_ MS_PRIVATE

enum { MAX_OPS = 256, MAX_GROUPS = 8, UID_INSIDE = 65534 };

// Where the place is put together, before it becomes the root.
#define BASE "/tmp"
// Inside, until a task's own home takes its place: the node's work folder.
#define WORK "/home/task"

enum { SEEN_FILES, SEEN_LINK, SEEN_DEVICE };

struct seen {
    const char *from, *at;
    int kind, tree;
};

static struct {
    int bare, net, engine;
    const char *work;
    const char *last[MAX_GROUPS][2]; // files and what is written to them when the node has gone
    int last_count;
    const char *groups[MAX_GROUPS];
    int group_count;
    struct seen ops[MAX_OPS];
    int op_count;
} place;

// ---- What is said to the node and heard from it; in the machine's own byte order.

enum { SAID_READY = 1, SAID_ENDED = 2, SAID_FAULT = 3 };
enum { ASKED_RUN = 1, ASKED_TERMINATE = 2, ASKED_KILL = 3 };

struct said {
    int32_t kind, exit_code, signal, error;
    int64_t cpu_micros, peak_kib;
    char what[96]; // of a fault: the call, and what of
};

struct asked { // then the strings, each with its zero: folder, out, err, arguments, environment
    uint32_t bytes, kind, argc, envc;
};

// What went wrong in a process that could not be started: shared between it and init.
struct fault {
    int error;
    char what[96];
};
static struct fault *fault;

static void say(const struct said *said) {
    // Less than PIPE_BUF: whole or not at all.
    if (write(STDOUT_FILENO, said, sizeof *said) < 0) _exit(1);
}

static void say_fault(const char *what, int error) {
    struct said said = {.kind = SAID_FAULT, .error = error};
    strncpy(said.what, what, sizeof said.what - 1);
    say(&said);
}

static void die(const char *what) {
    say_fault(what, errno);
    _exit(1);
}

static void must(int result, const char *what) {
    if (result < 0) die(what);
}

// ---- Small helpers.

static int write_file(const char *path, const char *text) {
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) return -1;
    ssize_t done = write(file, text, strlen(text));
    int error = errno;
    close(file);
    errno = error;
    return done < 0 ? -1 : 0;
}

static char *joined(const char *one, const char *two) {
    static char path[2][4096];
    static int turn;
    turn = !turn;
    if (snprintf(path[turn], sizeof path[turn], "%s%s", one, two) >= (int)sizeof path[turn]) {
        errno = ENAMETOOLONG;
        die("path");
    }
    return path[turn];
}

static void make_folders(const char *path) {
    char copy[4096];
    snprintf(copy, sizeof copy, "%s", path);
    for (char *slash = copy + 1; (slash = strchr(slash, '/')) != NULL; slash++) {
        *slash = 0;
        if (mkdir(copy, 0755) < 0 && errno != EEXIST) die(copy);
        *slash = '/';
    }
}

struct mount_attributes {
    uint64_t set, clear, propagation, user_namespace;
};

// A copy of what is mounted at a path, with what is mounted below; not yet anywhere.
static int copy_of_tree(const char *path, uint64_t attributes) {
    int tree = syscall(CALL_OPEN_TREE, AT_FDCWD, path, OPEN_TREE_CLONE_ | O_CLOEXEC | AT_RECURSIVE_);
    if (tree < 0) return -1;
    struct mount_attributes wanted = {attributes, 0, PRIVATE_, 0};
    if (syscall(CALL_MOUNT_SETATTR, tree, "", AT_EMPTY_PATH | AT_RECURSIVE_, &wanted, sizeof wanted) < 0) return -1;
    return tree;
}

static int put_tree(int tree, const char *at) {
    int done = syscall(CALL_MOVE_MOUNT, tree, "", AT_FDCWD, at, 4 /* MOVE_MOUNT_F_EMPTY_PATH */);
    int error = errno;
    close(tree);
    errno = error;
    return done;
}
#endif
