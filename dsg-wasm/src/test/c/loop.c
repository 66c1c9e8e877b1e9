// SPDX-License-Identifier: Apache-2.0
// Never ends.
volatile int count;

int main(void) {
    for (;;) count++;
}
