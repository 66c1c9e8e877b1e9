// SPDX-License-Identifier: Apache-2.0

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;

/// How the pictures of all examples look: letters that every machine has, colours, sizes.
final class Picture {

    static final Color INK = new Color(0x222222);
    static final Color LINE = new Color(0xD9480F);  // what theory or the best fit says
    static final Color POINT = new Color(0x1C5D99); // what was measured
    static final Color FAINT = new Color(0xA9B8C6);

    private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 15);
    private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 19);
    private static final int DOTS_PER_INCH = 144;

    private Picture() {}

    /// Before anything is drawn: draws without a screen, and all text with the Roboto fonts on the
    /// class path, whatever this machine has.
    ///
    /// A compute node often has no fonts at all, and Java then fails at the first letter
    /// ("Fontconfig head is null"). A small file that says where its fonts are has to be named
    /// before it draws.
    static void begin() throws IOException {
        System.setProperty("java.awt.headless", "true");
        var folder = Files.createTempDirectory("fonts");
        folder.toFile().deleteOnExit();
        var settings = folder.resolve("fontconfig.properties");
        settings.toFile().deleteOnExit();
        Files.writeString(settings, """
                version=1
                sequence.allfonts=latin
                allfonts.latin=Roboto
                sansserif.plain.latin=Roboto
                sansserif.bold.latin=Roboto Bold
                filename.Roboto=%s
                filename.Roboto_Bold=%s
                """.formatted(unpackFont("Regular", folder), unpackFont("Bold", folder)));
        System.setProperty("sun.awt.fontconfig", settings.toString());
    }

    private static Path unpackFont(String style, Path folder) throws IOException {
        var name = "com/formdev/flatlaf/fonts/roboto/Roboto-" + style + ".ttf";
        try (var font = ClassLoader.getSystemResourceAsStream(name)) {
            if (font == null) {
                throw new IOException("lib/ has no jar with the font " + name);
            }
            var file = folder.resolve("Roboto-" + style + ".ttf");
            file.toFile().deleteOnExit();
            Files.copy(font, file, StandardCopyOption.REPLACE_EXISTING);
            return file;
        }
    }

    /// White paper, dark letters, faint lines.
    static void style(AxesChartStyler styler) {
        styler.setAxisTickLabelsFont(TEXT).setAxisTickLabelsColor(INK)
                .setAxisTitleFont(TEXT).setAxisTitlePadding(12)
                .setPlotGridLinesColor(new Color(0xE4E8EC));
        styler.setPlotBorderColor(FAINT).setPlotBackgroundColor(Color.WHITE)
                .setChartBackgroundColor(Color.WHITE).setChartFontColor(INK).setChartPadding(20)
                .setChartTitleFont(TITLE).setChartTitlePadding(14)
                .setLegendFont(TEXT)
                .setLegendBorderColor(Color.WHITE).setLegendBackgroundColor(Color.WHITE)
                .setAnnotationTextFont(TEXT).setAnnotationTextFontColor(INK)
                .setAnnotationTextPanelFont(TEXT).setAnnotationTextPanelFontColor(INK)
                .setAnnotationTextPanelBorderColor(Color.WHITE);
    }

    static void save(Chart<?, ?> chart, Path file) throws IOException {
        BitmapEncoder.saveBitmapWithDPI(
                chart, file.toString(), BitmapEncoder.BitmapFormat.PNG, DOTS_PER_INCH);
    }
}
