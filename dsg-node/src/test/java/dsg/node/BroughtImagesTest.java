// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which images a node has brought, and which of them are to go.
class BroughtImagesTest {

    @TempDir
    Path home;

    private Instant now = Instant.parse("2026-03-01T08:00:00Z");

    /// As after a restart of the node.
    private BroughtImages images() {
        return new BroughtImages(home, () -> now);
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    @Test
    void anImageThatNoTaskUsesIsToGoAfterTwoWeeksAlsoAfterARestart() {
        images().brought("lab@sha256:aa");
        pass(BroughtImages.KEPT);
        assertThat(images().old()).isEmpty();

        pass(Duration.ofSeconds(1));

        assertThat(images().old()).containsExactly("lab@sha256:aa");
    }

    @Test
    void oneThatIsUsedStays() {
        images().brought("lab@sha256:aa");
        pass(Duration.ofDays(10));
        images().used("lab@sha256:aa");
        pass(Duration.ofDays(10));

        assertThat(images().old()).isEmpty();
    }

    @Test
    void whatTheOwnerHasBroughtIsNeverToGo() {
        images().used("his@sha256:bb");
        pass(Duration.ofDays(400));

        assertThat(images().old()).isEmpty();
    }

    @Test
    void whatIsGoneIsForgotten() {
        images().brought("lab@sha256:aa");
        images().gone("lab@sha256:aa");
        pass(Duration.ofDays(400));

        assertThat(images().old()).isEmpty();
    }

    @Test
    void whatIsWrittenDownAndCannotBeReadRemovesNothing() throws IOException {
        Files.writeString(home.resolve("images.properties"), "lab=last week\nodd=\\u00zz\n");
        pass(Duration.ofDays(400));

        assertThat(images().old()).isEmpty();
        images().brought("lab@sha256:aa");
        pass(Duration.ofDays(400));
        assertThat(images().old()).containsExactly("lab@sha256:aa");
    }
}
