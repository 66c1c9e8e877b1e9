// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.TextStyle;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// An owner's policy on the page of his node: seen, painted, saved, and put together as a command.
@Timeout(180)
class PolicyPageTest {

    private static final String HEAT = "Hotter than, in °C";
    private static final String RESTS = "summary:has-text('When it rests')";

    /// A mistake is answered with 422.
    @RegisterExtension
    static final PageGrid PAGE = new PageGrid("422");

    private static final TestGrid GRID = PAGE.grid();
    private final Browser browser = PAGE.browser();
    private final String node = PAGE.node();

    @AfterEach
    void everythingIsAsUsual() {
        GRID.dsg("node", "policy", "--when", "usual", "--hours", "usual", "--managed", "usual")
                .expect(0);
    }

    private Browser page() {
        return browser.logIn(GRID).look(1440, "light").visit("/nodes/" + node).sees("When it helps", "Tasks may run");
    }

    /// A day that is neither today nor beside it, so that the node rests whatever the clock says.
    private static DayOfWeek far() {
        return LocalDate.now(ZoneId.systemDefault()).getDayOfWeek().plus(3);
    }

    private static String cell(int hour) {
        return "[data-cell='" + (far().getValue() - 1) + "." + hour + "']";
    }

    @Test
    void hoursArePaintedByMouseAndByKeysAndTheNodeRestsOutsideOfThem() {
        page().sees("Now it takes tasks.")
                .click("radio", "At certain hours")
                .sees("None yet: paint some")
                .drag(cell(8), cell(10));
        String day = far().getDisplayName(TextStyle.SHORT, Locale.ENGLISH).toLowerCase(Locale.ROOT);
        assertThat(browser.value("As text")).isEqualTo(day + " 08:00-11:00");

        browser.press("ArrowRight").press("Space").press("Shift+ArrowRight").press("Shift+ArrowRight");
        browser.press("ArrowLeft").press("Space");
        assertThat(browser.value("As text")).isEqualTo(day + " 08:00-12:00, " + day + " 13:00-14:00");
        browser.sees("--when schedule --hours \"" + day + " 08:00-12:00\"", "5 hours a week");

        browser.click("button", "Save")
                .sees("It holds on " + node + " now", "its owner lets tasks run from", "Changed from afar by owner");
        assertThat(GRID.dsg("node", "policy").expect(0).out())
                .containsPattern("when +schedule")
                .contains(day + " 08:00-12:00, " + day + " 13:00-14:00", "Changed from afar by owner,")
                .contains("Now it rests: its owner lets tasks run from");
        assertThat(GRID.dsg("node", "list").expect(0).out()).contains("resting");
    }

    @Test
    void hoursThatAreTypedArePaintedAndWhatIsNoneIsSaid() {
        page().click("radio", "While nobody uses it")
                .sees("Nobody uses it after", "No hours are named")
                .fill("As text", "sat 10:00-12:00")
                .sees("2 hours a week");
        assertThat(browser.count(".week-all")).isEqualTo(2);
        browser.fill("As text", "someday").sees("“someday” is no part of a week");
        browser.click("button", "Weekends").sees("48 hours a week");
        assertThat(browser.value("As text")).isEqualTo("sat sun");
        browser.click("button", "Discard").sees("Tasks may run").seesNoMore("As text");
    }

    @Test
    @OnlyInTheLongForm
    void aMistakeIsShownAtItsFieldAndNothingIsSaved() {
        page().click("radio", "Never")
                .tap(RESTS)
                .fill(HEAT, "hot")
                .click("button", "Save")
                .sees("write a temperature from 30 to 120", "Nothing was saved: 1 field cannot be so.");
        assertThat(browser.count("[aria-invalid=true]:focus")).isEqualTo(1);
        assertThat(GRID.dsg("node", "policy").expect(0).out()).containsPattern("when +always");
        browser.keepsNobodyOut("a policy with a mistake");

        browser.fill(HEAT, "70")
                .click("button", "Save")
                .sees("It holds on " + node + " now", "its owner lets no tasks run on it");
        assertThat(GRID.dsg("node", "policy").expect(0).out()).containsPattern("heat +70");
        browser.click("button", HEAT + ": as usual again")
                .click("button", "Save")
                .seesNoMore("1 changed");
        assertThat(GRID.dsg("node", "policy").expect(0).out()).doesNotContain("heat  ");
    }

    @Test
    @OnlyInTheLongForm
    void whereItsOwnerLetsNobodyTheFormMakesACommandForThatMachine() {
        GRID.dsg("node", "policy", "--managed", "no").expect(0);
        page().sees("its owner lets nobody change it from here", "dsg node policy --managed yes")
                .click("radio", "At certain hours")
                .click("button", "Nights and weekends")
                .sees(
                        "To be typed on that machine:",
                        "dsg node policy --when schedule --hours \"mon-fri 18:00-08:00\" --hours \"sat sun\"");
        assertThat(browser.text()).doesNotContain("Save");
        browser.keepsNobodyOut("a policy that is not managed");
        browser.choose("Language", "Deutsch").sees("Wann er hilft", "Aufgaben dürfen laufen");
        browser.click("radio", "Zu bestimmten Stunden").keepsNobodyOut("a policy, in German");
        browser.choose("Sprache", "English").sees("When it helps");
    }
}
