// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.Digest;
import dsg.store.ArtefactFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheTest {

    private static final int LIMIT = 2_500;

    @TempDir
    Path folder;

    private final List<Digest> dropped = new ArrayList<>();
    private Cache cache;

    @BeforeEach
    void open() throws IOException {
        cache = new Cache(new ArtefactFolder(folder), LIMIT);
        cache.onChange((_, gone) -> gone.forEach(content -> dropped.add(content.digest())));
    }

    private Digest keep(int number) throws IOException {
        byte[] content = new byte[1_000];
        content[0] = (byte) number;
        Path arriving = Files.write(cache.receive(), content);
        cache.keep(Digest.of(content), arriving);
        return Digest.of(content);
    }

    private boolean has(Digest digest) {
        return cache.use(digest)
                .map(use -> {
                    use.close();
                    return true;
                })
                .orElse(false);
    }

    @Test
    void whatWasUsedLongestAgoGoesFirst() throws IOException {
        Digest one = keep(1);
        Digest two = keep(2);
        assertThat(has(one)).isTrue();
        Digest three = keep(3);
        assertThat(dropped).containsExactly(two);
        assertThat(cache.all()).containsOnlyKeys(one, three);
        assertThat(has(two)).isFalse();
    }

    @Test
    void whatIsInUseNeverGoes() throws IOException {
        Digest one = keep(1);
        Digest two = keep(2);
        try (Cache.Use first = cache.use(one).orElseThrow();
                Cache.Use second = cache.use(two).orElseThrow()) {
            Digest three = keep(3);
            assertThat(dropped).containsExactly(three);
            assertThat(first.file()).exists();
            assertThat(second.file()).exists();
            cache.empty();
            assertThat(first.file()).exists();
        }
        assertThat(cache.all()).hasSize(2);
    }

    @Test
    void aLaterLifeKnowsWhatIsThereAndKeepsToItsLimit() throws IOException {
        keep(1);
        keep(2);
        assertThat(new Cache(new ArtefactFolder(folder), LIMIT).all()).hasSize(2);
        assertThat(new Cache(new ArtefactFolder(folder), 1_500).all()).hasSize(1);
    }
}
