// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The page on a wall, which everybody in the room looks at and nobody touches.
@Timeout(180)
class WallPageTest {

    /// A job that shows a picture of one point.
    private static final String PICTURE = """
            dsg: 1
            name: pictured
            run: |
              printf %s iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg== | base64 -d > dot.png
            out: {dot: {path: dot.png, show: true, caption: A single dot}}
            """;

    private static final TestGrid GRID = TestGrid.create();
    private static Browser browser;

    @BeforeAll
    static void start() {
        Machine.needsLinux();
        browser = new Browser();
        GRID.dsg("node", "policy", "--isolation", "bare").expect(0);
        GRID.up();
    }

    @AfterEach
    void thePageHasMadeNoMistakeAndItsPolicyHolds() {
        assertThat(browser.complaints()).isEmpty();
    }

    @AfterAll
    static void end() {
        if (browser != null) {
            browser.close();
        }
        GRID.close();
    }

    @Test
    void theRoomSeesHowItIsWhatRunsAndTheLatestPictureWithNothingToPressOrScroll() {
        browser.logIn(GRID).visit("/?wall").sees("All is well.", "No picture yet.", "Machines");
        GRID.submit(PICTURE).expect("done");
        browser.sees("pictured", "A single dot");
        assertThat(browser.attribute("img.picture", "src")).startsWith("blob:");

        for (int i = 0; i < 8; i++) {
            GRID.submit("dsg: 1\nname: " + "n".repeat(62) + i + "\nsweep: {grid: {n: {range: \"1..3\"}}}\nrun: echo\n")
                    .expect("done");
        }
        browser.sees("nnnnnnn7", "3 of 3");
        assertThat(browser.count("button, a, input, select")).isZero();
        for (int width : new int[] {320, 1280, 1920}) {
            browser.look(width, "dark");
            assertThat(browser.isTallerThanItsWindow()).isFalse();
            assertThat(browser.isWiderThanItsWindow()).isFalse();
        }
        browser.keepsNobodyOut("wall");
        browser.press("Escape").sees("Settings");
        assertThat(browser.url()).endsWith("/");
    }
}
