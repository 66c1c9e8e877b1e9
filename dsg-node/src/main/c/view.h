// SPDX-License-Identifier: Apache-2.0
// What a place looks like: its mounts, its devices, its user namespaces; made once.
#ifndef DSG_VIEW
#define DSG_VIEW
#include "place.h"

// ---- What the place looks like, made once.

// Of /proc, what is for administrators only: covered, should a mistake elsewhere give a task their rights.
static const char *const PROC_FOR_READING[] = {"/proc/sys", "/proc/sysrq-trigger", "/proc/irq", "/proc/bus", "/proc/fs"};
static const char *const PROC_FOR_NOBODY[] = {"/proc/kcore", "/proc/keys", "/proc/timer_list", "/proc/sched_debug"};
static const char *const DEVICES[] = {"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty"};
static const char *const DEVICE_LINKS[][2] = {
    {"/proc/self/fd/0", "/dev/stdin"}, {"/proc/self/fd/1", "/dev/stdout"}, {"/proc/self/fd/2", "/dev/stderr"},
    {"/proc/self/fd", "/dev/fd"},      {"/proc/kcore", "/dev/core"},       {"pts/ptmx", "/dev/ptmx"}};
#define COUNT(array) (int)(sizeof(array) / sizeof *(array))

static void put_at(int tree, const char *at) {
    const char *path = joined(BASE, at);
    struct stat looks;
    make_folders(path);
    must(fstat(tree, &looks), at);
    if (S_ISDIR(looks.st_mode)) {
        if (mkdir(path, 0755) < 0 && errno != EEXIST) die(at);
    } else {
        int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0444);
        must(file, at);
        close(file);
    }
    must(put_tree(tree, path), at);
}

static void mount_shm(const char *at) {
    must(mount("tmpfs", at, "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777"), "mount /dev/shm");
}

static void make_devices(int *trees) {
    const char *dev = BASE "/dev";
    must(mkdir(dev, 0755), "mkdir /dev");
    must(mount("tmpfs", dev, "tmpfs", MS_NOSUID | MS_NODEV, "mode=755"), "mount /dev");
    for (int i = 0; i < COUNT(DEVICES); i++) put_at(trees[i], DEVICES[i]);
    for (int i = 0; i < place.op_count; i++) { // what this place's tasks have asked for
        struct seen *op = &place.ops[i];
        if (op->kind == SEEN_DEVICE && op->tree >= 0) put_at(op->tree, op->at);
    }
    for (int i = 0; i < COUNT(DEVICE_LINKS); i++)
        must(symlink(DEVICE_LINKS[i][0], joined(BASE, DEVICE_LINKS[i][1])), DEVICE_LINKS[i][1]);
    must(mkdir(BASE "/dev/shm", 0755), "mkdir /dev/shm");
    mount_shm(BASE "/dev/shm");
    must(mkdir(BASE "/dev/pts", 0755), "mkdir /dev/pts");
    must(mount("devpts", BASE "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=620"),
         "mount /dev/pts");
    must(mount(NULL, dev, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV, NULL), "remount /dev");
}

static void make_proc(void) {
    must(mkdir(BASE "/proc", 0755), "mkdir /proc");
    must(mount("proc", BASE "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL), "mount /proc");
}

static void cover_proc(void) {
    for (int i = 0; i < COUNT(PROC_FOR_READING); i++) {
        int tree = copy_of_tree(joined(BASE, PROC_FOR_READING[i]), ATTR_RDONLY | ATTR_NOSUID | ATTR_NODEV | ATTR_NOEXEC);
        if (tree >= 0) must(put_tree(tree, joined(BASE, PROC_FOR_READING[i])), PROC_FOR_READING[i]);
    }
    for (int i = 0; i < COUNT(PROC_FOR_NOBODY); i++) {
        if (access(joined(BASE, PROC_FOR_NOBODY[i]), F_OK) != 0) continue;
        int tree = copy_of_tree(BASE "/dev/null", ATTR_RDONLY | ATTR_NOSUID | ATTR_NOEXEC);
        must(tree, "cover");
        must(put_tree(tree, joined(BASE, PROC_FOR_NOBODY[i])), PROC_FOR_NOBODY[i]);
    }
}

// Makes the view, and changes into it: nothing else of the machine's files can be reached from then on.
static void make_view(void (*with_proc)(void)) {
    int devices[COUNT(DEVICES)];
    must(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), "private mounts");
    // All that is to be seen is taken first: the next step hides what lies in /tmp.
    for (int i = 0; i < place.op_count; i++) {
        struct seen *op = &place.ops[i];
        if (op->kind == SEEN_LINK) continue;
        op->tree = copy_of_tree(op->from, op->kind == SEEN_DEVICE ? ATTR_NOSUID | ATTR_NOEXEC
                                                                  : ATTR_RDONLY | ATTR_NOSUID | ATTR_NODEV);
        if (op->tree < 0 && errno != ENOENT) die(op->from);
    }
    for (int i = 0; i < COUNT(DEVICES); i++) must(devices[i] = copy_of_tree(DEVICES[i], ATTR_NOSUID | ATTR_NOEXEC), DEVICES[i]);
    int work = copy_of_tree(place.work, ATTR_NOSUID | ATTR_NODEV);
    must(work, place.work);
    must(mount("tmpfs", BASE, "tmpfs", MS_NOSUID | MS_NODEV, "mode=755"), "mount a root");
    for (int i = 0; i < place.op_count; i++) {
        struct seen *op = &place.ops[i];
        if (op->kind == SEEN_DEVICE) continue; // once /dev is there
        if (op->kind == SEEN_FILES) {
            if (op->tree >= 0) put_at(op->tree, op->at);
            continue;
        }
        make_folders(joined(BASE, op->at));
        must(symlink(op->from, joined(BASE, op->at)), op->at);
    }
    make_devices(devices);
    make_proc();
    with_proc();
    cover_proc();
    must(mkdir(BASE "/task", 0755), "mkdir /task");
    // It is there already where the owner shows something in it.
    if (mkdir(BASE "/tmp", 0755) < 0 && errno != EEXIST) die("mkdir /tmp");
    put_at(work, WORK);
    must(mount(NULL, BASE, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV, NULL), "remount /");
    must(chdir(BASE), "chdir");
    must(syscall(SYS_pivot_root, ".", "."), "pivot_root");
    must(umount2(".", MNT_DETACH), "umount the old root");
    must(chdir("/"), "chdir /");
}

static void loopback_up(void) {
    struct ifreq lo = {.ifr_flags = IFF_UP};
    strcpy(lo.ifr_name, "lo");
    int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    must(any, "socket");
    must(ioctl(any, SIOCSIFFLAGS, &lo), "lo up");
    close(any);
}

static void map_ids(const char *proc, pid_t pid, long inside, long user, long group) {
    char path[128], text[64];
    snprintf(path, sizeof path, "%s/%d/setgroups", proc, pid);
    if (write_file(path, "deny") < 0 && errno != EACCES && errno != EPERM) die("setgroups");
    snprintf(path, sizeof path, "%s/%d/uid_map", proc, pid);
    snprintf(text, sizeof text, "%ld %ld 1", inside, user);
    must(write_file(path, text), "uid_map");
    snprintf(path, sizeof path, "%s/%d/gid_map", proc, pid);
    snprintf(text, sizeof text, "%ld %ld 1", inside, group);
    must(write_file(path, text), "gid_map");
}

// The user namespace that tasks are in: below init's, which owns the mounts, so that a task could do nothing to them
// even with every capability of its own namespace; and the last one that can be made here.
static int tasks_users = -1;

static void make_tasks_users(void) {
    int ready[2], go[2];
    char one;
    must(write_file(BASE "/proc/sys/user/max_user_namespaces", "1"), "max_user_namespaces");
    must(pipe2(ready, O_CLOEXEC), "pipe");
    must(pipe2(go, O_CLOEXEC), "pipe");
    pid_t helper = fork();
    must(helper, "fork");
    if (helper == 0) {
        close(go[1]);
        if (unshare(CLONE_NEWUSER) < 0) _exit(1);
        if (write(ready[1], "r", 1) != 1 || read(go[0], &one, 1) < 0) _exit(1);
        _exit(0);
    }
    close(ready[1]);
    close(go[0]);
    if (read(ready[0], &one, 1) != 1) {
        errno = EPERM;
        die("unshare the tasks' user namespace");
    }
    map_ids(BASE "/proc", helper, UID_INSIDE, 0, 0);
    char path[64];
    snprintf(path, sizeof path, BASE "/proc/%d/ns/user", helper);
    must(tasks_users = open(path, O_RDONLY | O_CLOEXEC), "the tasks' user namespace");
    close(ready[0]);
    close(go[1]);
    waitpid(helper, NULL, 0);
}
#endif
