// SPDX-License-Identifier: Apache-2.0
// Does what it never should.
int main(void) {
    __builtin_trap();
}
