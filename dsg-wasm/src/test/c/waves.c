// SPDX-License-Identifier: Apache-2.0
// Sums and sines to the last bit, for two nodes to make the same of: writes waves.txt.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

int main(int count, char **words) {
    int steps = count > 1 ? atoi(words[1]) : 1000;
    FILE *out = fopen("waves.txt", "w");
    if (!out) return 1;
    double sum = 0;
    for (int i = 1; i <= steps; i++) {
        sum += sin(i * 0.37) / sqrt(i);
        if (i % (steps / 10 ? steps / 10 : 1) == 0) fprintf(out, "%d %a\n", i, sum);
    }
    fclose(out);
    printf("%.17g\n", sum);
    return 0;
}
