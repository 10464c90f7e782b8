package kr.easyk.payments.bench;

import java.util.List;
import java.util.Locale;

/** Cold, restored and warm of each subject as bars, on a logarithmic scale: they are two orders of magnitude apart. */
final class Chart {
    private static final int LEFT = 110;
    private static final int RIGHT = 90;
    private static final int WIDTH = 900;
    private static final int TOP = 60;
    private static final int BAR = 13;
    private static final int GROUP = 3 * BAR + 14;
    private static final double LEAST = 0.1;

    private record Kind(String name, String colour) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("cold start", "#c2483d"),
            new Kind("after a SnapStart restore", "#d99a2b"),
            new Kind("warm", "#3a7d5c"));

    private Chart() {}

    static String of(List<Figures> figures) {
        double most =
                figures.stream().mapToDouble(each -> each.cold.median()).max().orElse(1_000) * 1.1;
        int height = TOP + figures.size() * GROUP + 30;
        StringBuilder svg = new StringBuilder("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="system-ui, sans-serif" font-size="12">
                <rect width="100%%" height="100%%" fill="#fff"/>
                <text x="%d" y="20" font-size="15" font-weight="600">Time to the first answer, and to each one after (ms, logarithmic)</text>
                """.formatted(WIDTH, height, LEFT));
        int x = LEFT;
        for (Kind kind : KINDS) {
            svg.append("<rect x=\"%d\" y=\"32\" width=\"11\" height=\"11\" fill=\"%s\"/>".formatted(x, kind.colour()))
                    .append("<text x=\"%d\" y=\"42\">%s</text>%n".formatted(x + 16, kind.name()));
            x += 40 + kind.name().length() * 7;
        }
        for (double tick = 1; tick < most; tick *= 10) {
            int at = x(tick, most);
            svg.append("<line x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\" stroke=\"#ddd\"/>"
                            .formatted(at, at, TOP - 6, height - 24))
                    .append("<text x=\"%d\" y=\"%d\" fill=\"#777\" text-anchor=\"middle\">%.0f</text>%n"
                            .formatted(at, height - 8, tick));
        }
        int y = TOP;
        for (Figures each : figures) {
            svg.append("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n"
                    .formatted(LEFT - 10, y + 2 * BAR - 3, each.subject.name()));
            List<Samples> bars = List.of(each.cold, each.restored, each.warm);
            for (int i = 0; i < bars.size(); i++) {
                double median = bars.get(i).median();
                int end = x(median, most);
                int top = y + i * BAR;
                svg.append("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>"
                                .formatted(
                                        LEFT,
                                        top,
                                        end - LEFT,
                                        BAR - 2,
                                        KINDS.get(i).colour()))
                        .append(String.format(
                                Locale.ROOT,
                                "<text x=\"%d\" y=\"%d\" font-size=\"11\" fill=\"#333\">%s</text>%n",
                                end + 5,
                                top + BAR - 3,
                                text(median)));
            }
            y += GROUP;
        }
        return svg.append("</svg>\n").toString();
    }

    private static int x(double value, double most) {
        double share = Math.log(Math.max(value, LEAST) / LEAST) / Math.log(most / LEAST);
        return LEFT + (int) Math.round(share * (WIDTH - LEFT - RIGHT));
    }

    private static String text(double ms) {
        return ms < 10 ? String.format(Locale.ROOT, "%.1f", ms) : String.format(Locale.ROOT, "%.0f", ms);
    }
}
