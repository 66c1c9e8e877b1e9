// SPDX-License-Identifier: Apache-2.0
// The system calls that a task may not make: those through which kernels were broken into most, and which no computation
// needs. The list has what Docker's default profile and Flatpak's deny, for x86-64 and arm64.
//
// ptrace is allowed: a task sees no processes but its own, and debuggers and sanitizers need it. Under bubblewrap the
// sandbox's first process is of the task's own user, and whoever could stop it would never end: there it is refused, with
// what else reaches into another process. Namespaces are refused
// here and by max_user_namespaces; clone3 does not exist (its flags lie in memory, where a filter cannot look), so that
// C libraries use clone.
#ifndef DSG_FILTER_H
#define DSG_FILTER_H
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "dsg-supervisor knows x86-64 and arm64; on others the node uses bubblewrap."
#endif

// Newer calls than this filter was written for do not exist for a task: removexattrat, of Linux 6.13.
#define LAST_KNOWN_CALL 466

static const int denied_calls[] = {
    // mounts and namespaces
    SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_setns, SYS_unshare,
    428 /* open_tree */, 429 /* move_mount */, 430 /* fsopen */, 431 /* fsconfig */, 432 /* fsmount */, 433 /* fspick */,
    442 /* mount_setattr */, SYS_name_to_handle_at, SYS_open_by_handle_at, SYS_fanotify_init,
    // keys
    SYS_add_key, SYS_request_key, SYS_keyctl,
    // programs in the kernel, and the kernel itself
    SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_kexec_load,
    SYS_kexec_file_load, SYS_reboot, SYS_syslog, SYS_acct, SYS_swapon, SYS_swapoff, SYS_quotactl, 443 /* quotactl_fd */,
    SYS_vhangup, SYS_settimeofday, SYS_clock_settime, SYS_lookup_dcookie, SYS_nfsservctl,
    425 /* io_uring_setup */, 426 /* io_uring_enter */, 427 /* io_uring_register */,
#if defined(__x86_64__)
    SYS_kexec_load, SYS_iopl, SYS_ioperm, SYS_uselib, SYS_ustat, SYS_sysfs, SYS__sysctl, SYS_create_module,
    SYS_get_kernel_syms, SYS_query_module, SYS_modify_ldt,
#endif
};
static const int denied_beside_a_keeper[] = {
    SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_kcmp, 438 /* pidfd_getfd */, 440 /* process_madvise */,
};
#define CALL_CLONE3 435
#define NEW_NAMESPACES 0x7e020000 // CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET
#define TIOCLINUX_ 0x541c
#define KNOWN_PERSONALITIES (0x0020000 | ADDR_NO_RANDOMIZE | 0x0008) // UNAME26; PER_LINUX32

#define REFUSE(error) (SECCOMP_RET_ERRNO | (error))
#define ARGUMENT(n) (offsetof(struct seccomp_data, args[n])) // its lower half: both architectures are little-endian

static struct sock_filter filter[256];
static struct sock_fprog filter_program = {0, filter};

static void op(unsigned short code, unsigned k, unsigned char yes, unsigned char no) {
    filter[filter_program.len++] = (struct sock_filter){code, yes, no, k};
}
static void load(unsigned offset) { op(BPF_LD | BPF_W | BPF_ABS, offset, 0, 0); }
static void answer(unsigned action) { op(BPF_RET | BPF_K, action, 0, 0); }
static void unless_equal_skip(unsigned value, unsigned char skip) { op(BPF_JMP | BPF_JEQ | BPF_K, value, 0, skip); }

static int by_number(const void *one, const void *two) { return *(const int *)one - *(const int *)two; }

// A tree of comparisons over sorted numbers: the kernel tries the filter with every call when it is installed.
static void deny(const int *numbers, int count) {
    if (count > 4) {
        int half = count / 2, at = filter_program.len;
        op(BPF_JMP | BPF_JGE | BPF_K, numbers[half], 0, 0);
        deny(numbers, half);
        filter[at].jt = filter_program.len - at - 1;
        deny(numbers + half, count - half);
        return;
    }
    for (int i = 0; i < count; i++) {
        unless_equal_skip(numbers[i], 1);
        answer(REFUSE(EPERM));
    }
    answer(SECCOMP_RET_ALLOW);
}

// beside_a_keeper: whether the sandbox has a process of the same user that keeps it.
static void prepare_filter_for(int beside_a_keeper) {
    static const int families[] = {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK};
    static const int sockets[] = {SYS_socket, SYS_socketpair};
    int denied[128], count = 0;
    for (unsigned i = 0; i < sizeof denied_calls / sizeof *denied_calls; i++) denied[count++] = denied_calls[i];
    for (unsigned i = 0; beside_a_keeper && i < sizeof denied_beside_a_keeper / sizeof *denied_beside_a_keeper; i++)
        denied[count++] = denied_beside_a_keeper[i];
    filter_program.len = 0;
    load(offsetof(struct seccomp_data, arch));
    op(BPF_JMP | BPF_JEQ | BPF_K, OWN_ARCHITECTURE, 1, 0);
    answer(SECCOMP_RET_KILL_PROCESS);
    load(offsetof(struct seccomp_data, nr));
    op(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1); // x32, the other calls of x86-64
    answer(SECCOMP_RET_KILL_PROCESS);
    op(BPF_JMP | BPF_JGT | BPF_K, LAST_KNOWN_CALL, 0, 1);
    answer(REFUSE(ENOSYS));
    unless_equal_skip(CALL_CLONE3, 1);
    answer(REFUSE(ENOSYS));
    unless_equal_skip(SYS_clone, 4);
    load(ARGUMENT(0));
    op(BPF_JMP | BPF_JSET | BPF_K, NEW_NAMESPACES, 0, 1);
    answer(REFUSE(EPERM));
    answer(SECCOMP_RET_ALLOW);
    unless_equal_skip(SYS_ioctl, 5);
    load(ARGUMENT(1));
    op(BPF_JMP | BPF_JEQ | BPF_K, TIOCSTI, 1, 0);
    op(BPF_JMP | BPF_JEQ | BPF_K, TIOCLINUX_, 0, 1);
    answer(REFUSE(EPERM));
    answer(SECCOMP_RET_ALLOW);
    unless_equal_skip(SYS_personality, 5);
    load(ARGUMENT(0));
    op(BPF_JMP | BPF_JEQ | BPF_K, 0xffffffff, 2, 0); // what is it?
    op(BPF_JMP | BPF_JSET | BPF_K, ~KNOWN_PERSONALITIES, 0, 1);
    answer(REFUSE(EPERM));
    answer(SECCOMP_RET_ALLOW);
    for (int i = 0; i < 2; i++) {
        unless_equal_skip(sockets[i], 7);
        load(ARGUMENT(0));
        for (int family = 0; family < 4; family++)
            op(BPF_JMP | BPF_JEQ | BPF_K, families[family], 4 - family, 0);
        answer(REFUSE(EAFNOSUPPORT));
        answer(SECCOMP_RET_ALLOW);
    }
    qsort(denied, count, sizeof *denied, by_number);
    deny(denied, count);
}

static void prepare_filter(void) { prepare_filter_for(0); }

static int install_filter(void) { return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter_program); }

static int print_filter(void) {
    prepare_filter_for(1);
    return fwrite(filter, sizeof *filter, filter_program.len, stdout) == filter_program.len ? 0 : 1;
}
#endif
