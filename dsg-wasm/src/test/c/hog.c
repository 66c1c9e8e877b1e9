// SPDX-License-Identifier: Apache-2.0
// Takes memory until it gets no more, and gives up then.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *volatile last;

int main(void) {
    for (int mib = 0;; mib++) {
        last = malloc(1 << 20);
        if (!last) {
            printf("no more after %d MiB\n", mib);
            abort();
        }
        memset(last, 1, 1 << 20);
    }
}
