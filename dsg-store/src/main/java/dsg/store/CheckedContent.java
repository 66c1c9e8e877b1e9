// SPDX-License-Identifier: Apache-2.0
package dsg.store;

import dsg.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/// An artefact's content that is checked while it is read: whoever comes to its end has read what the digest says, or
/// is told that it is damaged.
final class CheckedContent extends InputStream {

    /// What is done about a content that is damaged.
    interface Damage {
        void found() throws IOException;
    }

    private final InputStream content;
    private final Digest digest;
    private final Damage damage;
    private final MessageDigest sum = Digest.sha256();
    private boolean checked;

    CheckedContent(InputStream content, Digest digest, Damage damage) {
        this.content = content;
        this.digest = digest;
        this.damage = damage;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = content.read(bytes, offset, length);
        if (read > 0) {
            sum.update(bytes, offset, read);
        } else if (read < 0 && !checked) {
            checked = true;
            check();
        }
        return read;
    }

    private void check() throws IOException {
        if (!Digest.finish(sum).equals(digest)) {
            damage.found();
            throw new DamagedException(digest);
        }
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
