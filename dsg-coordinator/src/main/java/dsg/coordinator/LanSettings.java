// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import java.net.InetAddress;
import java.nio.file.Path;

/// How people in the LAN reach the coordinator.
///
/// @param listen the address on which it listens, or the one that stands for all
/// @param folder where its key and certificate lie
/// @param hostName what this machine is called
public record LanSettings(InetAddress listen, Path folder, String hostName) {}
