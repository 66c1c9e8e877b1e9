// SPDX-License-Identifier: Apache-2.0
package dsg.store;

import dsg.model.Digest;
import java.io.IOException;

/// An artefact is not any more what its SHA-256 says: the disk has changed it. It was set aside, and is healed when the
/// same content is put again.
public final class DamagedException extends IOException {

    private static final long serialVersionUID = 1;

    DamagedException(Digest digest) {
        super("Artefact " + digest.brief() + " is damaged: the disk has changed it. It was set aside.");
    }
}
