// SPDX-License-Identifier: Apache-2.0
/// How it is said between machines: who they are (keys and certificates), and the one link that each node
/// opens to its coordinator. Coordinator and node meet here and nowhere else; gRPC, protobuf and BouncyCastle
/// stay inside.
@NullMarked
package dsg.wire;

import org.jspecify.annotations.NullMarked;
