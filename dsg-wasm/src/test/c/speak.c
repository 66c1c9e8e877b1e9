// SPDX-License-Identifier: Apache-2.0
// Says what it was given: its words, one of its variables, and what it reads. Ends with exit code 3.
#include <stdio.h>
#include <stdlib.h>

int main(int count, char **words) {
    for (int i = 0; i < count; i++) printf("[%s]", words[i]);
    printf(" task %s, path %s\n", getenv("DSG_TASK"), getenv("PATH") ? getenv("PATH") : "none");
    fprintf(stderr, "stdin: %d\n", getchar());
    return 3;
}
