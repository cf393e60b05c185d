#include "gui/theme/fonts.h"

#include <QFontDatabase>

#include "gui/theme/tokens.h"

namespace slipway::gui {

namespace {

QStringList installed(const QStringList& wanted, QFontDatabase::SystemFont fallback) {
    const QStringList all = QFontDatabase::families();
    QStringList found;
    for (const QString& family : wanted) {
        if (all.contains(family)) {
            found << family;
        }
    }
    const QString system = QFontDatabase::systemFont(fallback).family();
    if (found.isEmpty()) {
        found << system;
    }
    return found;
}

}  // namespace

QStringList uiFamilies() {
    static const QStringList families =
        installed({QStringLiteral("Inter"), QStringLiteral("DejaVu Sans"), QStringLiteral("Noto Sans CJK KR"),
                   QStringLiteral("NanumGothic"), QStringLiteral("NanumSquare")},
                  QFontDatabase::GeneralFont);
    return families;
}

QStringList monoFamilies() {
    static const QStringList families = installed(
        {QStringLiteral("JetBrains Mono"), QStringLiteral("DejaVu Sans Mono"), QStringLiteral("NanumGothicCoding"),
         QStringLiteral("Noto Sans Mono CJK KR"), QStringLiteral("NanumGothic")},
        QFontDatabase::FixedFont);
    return families;
}

QFont Theme::font(int pixels, QFont::Weight weight) const {
    QFont font(uiFamilies());
    font.setPixelSize(pixels);
    font.setWeight(weight);
    font.setHintingPreference(QFont::PreferVerticalHinting);
    return font;
}

QFont Theme::mono(int pixels) const {
    QFont font(monoFamilies());
    font.setPixelSize(pixels);
    font.setStyleHint(QFont::Monospace);
    return font;
}

}  // namespace slipway::gui
