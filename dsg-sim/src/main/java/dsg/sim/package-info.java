// SPDX-License-Identifier: Apache-2.0
/// The same rules in a made-up world: one thread, virtual time, one seed. A grid is built, hurt and healed
/// here, and a checker reads along whether every promise is kept. Faults can be planted to see that the
/// checker finds them.
@NullMarked
package dsg.sim;

import org.jspecify.annotations.NullMarked;
