// SPDX-License-Identifier: Apache-2.0
// The floor: starts a command N times, P at once, with posix_spawn and waits for each; nothing else.
// Usage: floor N P program [argument ...]; prints wall seconds, and CPU seconds of itself and its children.
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

static double seconds(struct timeval t) { return t.tv_sec + t.tv_usec / 1e6; }

static double cpu(int who) {
    struct rusage usage;
    getrusage(who, &usage);
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

int main(int count, char **words) {
    if (count < 4) {
        fprintf(stderr, "usage: floor N P program [argument ...]\n");
        return 2;
    }
    int left = atoi(words[1]), room = atoi(words[2]), running = 0;
    char *clean[] = {"PATH=/usr/bin:/bin", NULL};
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    for (int file = 0; file < 3; file++) {
        posix_spawn_file_actions_addopen(&files, file, "/dev/null", O_RDWR, 0);
    }
    double start = now();
    while (left > 0 || running > 0) {
        for (; left > 0 && running < room; left--, running++) {
            pid_t pid;
            int error = posix_spawn(&pid, words[3], &files, NULL, words + 3, clean);
            if (error != 0) {
                fprintf(stderr, "floor: %s: %s\n", words[3], strerror(error));
                return 1;
            }
        }
        int status;
        if (wait(&status) < 0 || status != 0) {
            fprintf(stderr, "floor: %s ended with status %d\n", words[3], status);
            return 1;
        }
        running--;
    }
    printf("%f %f\n", now() - start, cpu(RUSAGE_SELF) + cpu(RUSAGE_CHILDREN));
    return 0;
}
