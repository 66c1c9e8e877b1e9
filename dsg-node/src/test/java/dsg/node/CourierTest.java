// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dsg.model.Artefact;
import dsg.model.AttemptId;
import dsg.model.AttemptStatus;
import dsg.model.Checkpoint;
import dsg.model.Digest;
import dsg.store.ArtefactFolder;
import dsg.wire.CoordinatorLink;
import dsg.wire.Delivery;
import dsg.wire.Gathered;
import dsg.wire.Identity;
import dsg.wire.Need;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CourierTest {

    private static final byte[] CONTENT = "strain".getBytes(StandardCharsets.UTF_8);
    private static final Artefact STRAIN = Artefact.of(CONTENT);

    private static final Need NEED = new Need(AttemptId.parse("1.main.1.a1"), Optional.empty());

    @TempDir
    Path folder;

    private final FakeLink link = new FakeLink();
    private ArtefactFolder cache;
    private Courier courier;

    @BeforeEach
    void open() throws IOException {
        cache = new ArtefactFolder(folder.resolve("cache"));
        Cache kept = new Cache(cache, 1_000_000);
        Identity identity = new Identity(folder.resolve("keys"));
        courier = new Courier(kept, new Holdings(kept, identity), identity, dsg.wire.Throttle.NONE);
        courier.opened(link);
        link.contents.put(STRAIN.digest(), CONTENT);
    }

    @Test
    void whatIsHereIsNotFetchedAgain() throws Exception {
        courier.bring(NEED, STRAIN, folder.resolve("a/one"));
        courier.bring(NEED, STRAIN, folder.resolve("two"));
        assertThat(folder.resolve("a/one")).hasBinaryContent(CONTENT);
        assertThat(folder.resolve("two")).hasBinaryContent(CONTENT);
        assertThat(link.fetches).isEqualTo(1);
    }

    @Test
    void aTaskThatChangesItsInputDoesNotChangeTheCache() throws Exception {
        courier.bring(NEED, STRAIN, folder.resolve("one"));
        Files.writeString(folder.resolve("one"), "overwritten");
        courier.bring(NEED, STRAIN, folder.resolve("two"));
        assertThat(folder.resolve("two")).hasBinaryContent(CONTENT);
    }

    @Test
    void aCachedFileThatHasBeenDamagedIsFetchedAfresh() throws Exception {
        courier.bring(NEED, STRAIN, folder.resolve("one"));
        Files.writeString(cache.find(STRAIN.digest()).orElseThrow(), "strain with a bit flipped");
        courier.bring(NEED, STRAIN, folder.resolve("two"));
        assertThat(folder.resolve("two")).hasBinaryContent(CONTENT);
        assertThat(link.fetches).isEqualTo(2);
    }

    @Test
    void whatIsAProgramCanBeStartedAndNothingElse() throws Exception {
        Map<String, byte[]> files = Map.of(
                "script",
                "#!/bin/sh\necho\n".getBytes(StandardCharsets.UTF_8),
                "elf",
                new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1},
                "text",
                " #!/bin/sh\n".getBytes(StandardCharsets.UTF_8),
                "short",
                new byte[] {0x7f, 'E'});
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Artefact artefact = Artefact.of(file.getValue());
            link.contents.put(artefact.digest(), file.getValue());
            courier.bring(NEED, artefact, folder.resolve(file.getKey()));
        }
        assertThat(folder.resolve("script")).isExecutable();
        assertThat(folder.resolve("elf")).isExecutable();
        assertThat(Files.isExecutable(folder.resolve("text"))).isFalse();
        assertThat(Files.isExecutable(folder.resolve("short"))).isFalse();
    }

    @Test
    void aBrokenLinkIsTriedAgain() throws Exception {
        link.failures = 2;
        courier.bring(NEED, STRAIN, folder.resolve("one"));
        assertThat(folder.resolve("one")).hasBinaryContent(CONTENT);
    }

    @Test
    void whatTheCoordinatorDoesNotHaveIsToldInTheEnd() {
        Artefact unknown = Artefact.of(new byte[] {1});
        assertThatThrownBy(() -> courier.bring(NEED, unknown, folder.resolve("one")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no such artefact");
    }

    @Test
    void anEmptyFileNeedsNoLink() throws Exception {
        courier.closed();
        courier.bring(NEED, Artefact.EMPTY, folder.resolve("empty"));
        assertThat(folder.resolve("empty")).isEmptyFile();
    }

    /// Has some contents, and fails as often as it is told to.
    private static final class FakeLink implements CoordinatorLink {
        final Map<Digest, byte[]> contents = new HashMap<>();
        int fetches;
        int failures;

        @Override
        public dsg.wire.Located locate(dsg.wire.Need need, Digest digest) {
            throw new AssertionError("Nothing is that large.");
        }

        @Override
        public dsg.wire.ChunkClient chunks() {
            throw new AssertionError("Nothing is that large.");
        }

        @Override
        public void holds(List<Digest> taken, List<Digest> dropped) {}

        @Override
        public void policy(dsg.model.NodePolicy policy) {}

        @Override
        public void policyVerdict(long request, dsg.model.NodePolicy.Verdict verdict) {}

        @Override
        public void fetchRate(long bytesPerSecond) {}

        @Override
        public dsg.wire.Admission renew() {
            throw new AssertionError("Nobody wants another certificate.");
        }

        @Override
        public void fetch(dsg.wire.Need need, Digest digest, Path file) throws IOException {
            fetches++;
            if (failures-- > 0) {
                throw new IOException("the link broke");
            }
            byte[] content = contents.get(digest);
            if (content == null) {
                throw new IOException("no such artefact");
            }
            Files.write(file, content);
        }

        @Override
        public void report(List<Delivery> deliveries) {}

        @Override
        public void survey(dsg.model.Software software) {}

        @Override
        public void changed(dsg.model.NodeFacts facts) {}

        @Override
        public void offer(dsg.model.Offer offer) {
            throw new AssertionError("Nobody owns this machine.");
        }

        @Override
        public void saved(AttemptId attempt, Checkpoint checkpoint) {}

        @Override
        public void figures(dsg.model.NodeFigures figures) {}

        @Override
        public void logBytes(long request, byte[] content) {}

        @Override
        public void beat(List<AttemptStatus> statuses) {}

        @Override
        public void gather(AttemptId attempt, String input, Consumer<Gathered> items) {}

        @Override
        public void keep(Digest digest, Path file) {}

        @Override
        public void close() {}
    }
}
