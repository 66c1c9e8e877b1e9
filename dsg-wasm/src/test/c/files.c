// SPDX-License-Identifier: Apache-2.0
// Does to files what it is told: read PATH, write PATH, make PATH, remove PATH, move PATH PATH, link PATH, stat PATH,
// list PATH. Says in a line what came of each.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *said(int result) { return result < 0 ? strerror(errno) : "ok"; }

static void read_file(const char *path, int flags) {
    char text[64];
    int file = open(path, O_RDONLY | flags);
    int bytes = file < 0 ? -1 : read(file, text, sizeof text - 1);
    if (bytes < 0) printf("%s\n", strerror(errno));
    else printf("%.*s\n", bytes, text);
    if (file >= 0) close(file);
}

static const char *wrote(const char *path) {
    FILE *file = fopen(path, "w");
    if (!file) return strerror(errno);
    fputs("written", file);
    return fclose(file) ? strerror(errno) : "ok";
}

static void list(const char *path) {
    DIR *folder = opendir(path);
    if (!folder) {
        printf("%s\n", strerror(errno));
        return;
    }
    for (struct dirent *entry; (entry = readdir(folder));) printf("%s ", entry->d_name);
    printf("\n");
    closedir(folder);
}

int main(int count, char **words) {
    struct stat found;
    for (int i = 1; i + 1 < count; i += 2) {
        const char *what = words[i], *path = words[i + 1];
        printf("%s %s: ", what, path);
        if (!strcmp(what, "read")) read_file(path, 0);
        else if (!strcmp(what, "read-here")) read_file(path, O_NOFOLLOW);
        else if (!strcmp(what, "write")) printf("%s\n", wrote(path));
        else if (!strcmp(what, "make")) printf("%s\n", said(mkdir(path, 0777)));
        else if (!strcmp(what, "remove")) printf("%s\n", said(unlink(path)));
        else if (!strcmp(what, "take")) printf("%s\n", said(rename(path, "taken")));
        else if (!strcmp(what, "give")) printf("%s\n", said(rename("given", path)));
        else if (!strcmp(what, "link")) printf("%s\n", said(symlink(path, "made-link")));
        else if (!strcmp(what, "join")) printf("%s\n", said(link(path, "joined")));
        else if (!strcmp(what, "stat")) printf("%s\n", said(stat(path, &found)));
        else if (!strcmp(what, "lstat")) printf("%s\n", said(lstat(path, &found)));
        else if (!strcmp(what, "size")) printf("%d\n", stat(path, &found) ? -1 : (int)found.st_size);
        else if (!strcmp(what, "list")) list(path);
    }
    return 0;
}
