#include <cmath>

#include "gui/theme/tokens.h"

namespace slipway::gui {

namespace {

Colors finish(Colors c) {
    c.hover = mix(c.surface, c.text, 0.06);
    c.selection = mix(c.surface, c.accent, 0.15);
    c.track = mix(c.surface, c.text, 0.09);
    return c;
}

double channel(double value) {
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& color) {
    return 0.2126 * channel(color.redF()) + 0.7152 * channel(color.greenF()) + 0.0722 * channel(color.blueF());
}

}  // namespace

const std::array<QColor, 8> kTeamPalette = {QColor(0x7C8CF8), QColor(0x4FB0C6), QColor(0xE08E45), QColor(0xC678DD),
                                            QColor(0x6DBF67), QColor(0xD96C8A), QColor(0xB0896A), QColor(0xB5A642)};

QColor mix(const QColor& ground, const QColor& over, double alpha) {
    const auto blend = [alpha](int a, int b) { return static_cast<int>(std::lround(a + (b - a) * alpha)); };
    return QColor(blend(ground.red(), over.red()), blend(ground.green(), over.green()),
                  blend(ground.blue(), over.blue()));
}

// WCAG 2.1, "contrast ratio" and "relative luminance".
double contrast(const QColor& text, const QColor& ground) {
    const double a = luminance(text);
    const double b = luminance(ground);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

const Colors& darkColors() {
    static const Colors colors = finish({.background = QColor(0x0F1319),
                                         .surface = QColor(0x161B23),
                                         .raised = QColor(0x1D242E),
                                         .separator = QColor(0x2B3440),
                                         .outline = QColor(0x66758A),
                                         .text = QColor(0xE6EAF0),
                                         .muted = QColor(0x98A3B3),
                                         .accent = QColor(0x5B9DFF),
                                         .onAccent = QColor(0x0F1319),
                                         .ok = QColor(0x3FB97F),
                                         .warn = QColor(0xE0A93B),
                                         .err = QColor(0xF0616D),
                                         .unknown = QColor(0x8A94A3),
                                         .hover = {},
                                         .selection = {},
                                         .track = {}});
    return colors;
}

const Colors& lightColors() {
    static const Colors colors = finish({.background = QColor(0xF5F7FA),
                                         .surface = QColor(0xFFFFFF),
                                         .raised = QColor(0xFFFFFF),
                                         .separator = QColor(0xD5DBE3),
                                         .outline = QColor(0x7F8A9A),
                                         .text = QColor(0x1B2430),
                                         .muted = QColor(0x5A6675),
                                         .accent = QColor(0x1A63D6),
                                         .onAccent = QColor(0xFFFFFF),
                                         .ok = QColor(0x1A7F4B),
                                         .warn = QColor(0x9A6700),
                                         .err = QColor(0xC6303E),
                                         .unknown = QColor(0x5F6B7A),
                                         .hover = {},
                                         .selection = {},
                                         .track = {}});
    return colors;
}

QColor Colors::status(Status status) const {
    switch (status) {
        case Status::Ok:
            return ok;
        case Status::Degraded:
            return warn;
        case Status::Failing:
            return err;
        case Status::Pending:
            return accent;
        case Status::Stopped:
        case Status::Unknown:
            return unknown;
    }
    return unknown;
}

}  // namespace slipway::gui
