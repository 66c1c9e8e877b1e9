// SPDX-License-Identifier: Apache-2.0
package dsg.node;

/// Where the watchman looks: at who uses the machine, and at how it fares.
interface Sights extends AutoCloseable {

    /// What there is to see at this moment, of what this policy wants to know.
    ///
    /// @param atPeople look at who uses the machine, whether the policy wants to know or not
    Sighting look(OwnerPolicy policy, boolean atPeople);

    @Override
    void close();
}
