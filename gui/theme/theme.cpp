#include <QApplication>

#include "gui/theme/style.h"
#include "gui/theme/system_scheme.h"
#include "gui/theme/tokens.h"

namespace slipway::gui {

namespace {

QPalette paletteOf(const Colors& c) {
    QPalette p;
    p.setColor(QPalette::Window, c.background);
    p.setColor(QPalette::WindowText, c.text);
    p.setColor(QPalette::Base, c.surface);
    p.setColor(QPalette::AlternateBase, mix(c.surface, c.text, 0.025));
    p.setColor(QPalette::Text, c.text);
    p.setColor(QPalette::PlaceholderText, c.muted);
    p.setColor(QPalette::Button, c.raised);
    p.setColor(QPalette::ButtonText, c.text);
    p.setColor(QPalette::BrightText, c.err);
    p.setColor(QPalette::ToolTipBase, c.raised);
    p.setColor(QPalette::ToolTipText, c.text);
    p.setColor(QPalette::Highlight, c.selection);
    p.setColor(QPalette::HighlightedText, c.text);
    p.setColor(QPalette::Link, c.accent);
    p.setColor(QPalette::LinkVisited, c.accent);
    p.setColor(QPalette::Light, c.raised);
    p.setColor(QPalette::Midlight, c.separator);
    p.setColor(QPalette::Mid, c.separator);
    p.setColor(QPalette::Dark, c.separator);
    p.setColor(QPalette::Shadow, c.background);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText}) {
        p.setColor(QPalette::Disabled, role, mix(c.surface, c.muted, 0.6));
    }
    return p;
}

SystemScheme& systemScheme() {
    static SystemScheme scheme;
    return scheme;
}

}  // namespace

Theme& Theme::current() {
    static Theme theme;
    return theme;
}

Theme::Theme() {
    m_reducedMotion = qEnvironmentVariableIntValue("SLIPWAY_REDUCED_MOTION") != 0;
}

const Colors& Theme::colors() const {
    return m_dark ? darkColors() : lightColors();
}

void Theme::setChoice(ThemeChoice choice) {
    if (choice == ThemeChoice::System) {
        connect(&systemScheme(), &SystemScheme::changed, this, &Theme::apply, Qt::UniqueConnection);
    }
    m_choice = choice;
    apply();
}

void Theme::setReducedMotion(bool reduced) {
    m_reducedMotion = reduced;
}

void Theme::apply() {
    m_dark = m_choice == ThemeChoice::Dark || (m_choice == ThemeChoice::System && systemScheme().isDark());
    if (qobject_cast<QApplication*>(QCoreApplication::instance())) {
        if (!qobject_cast<Style*>(QApplication::style())) {
            QApplication::setStyle(new Style);
        }
        QApplication::setPalette(paletteOf(colors()));
        QApplication::setFont(font());
    }
    emit changed();
}

QColor Theme::team(const QString& name, const QString& declared) const {
    const QColor own = QColor::isValidColor(declared) ? QColor(declared) : QColor();
    if (own.isValid()) {
        return own;
    }
    if (name.isEmpty()) {
        return colors().unknown;
    }
    // FNV-1a: qHash() is seeded per process, and a team should keep its colour.
    quint32 hash = 2166136261u;
    for (const char byte : name.toUtf8()) {
        hash = (hash ^ static_cast<quint8>(byte)) * 16777619u;
    }
    return kTeamPalette[hash % kTeamPalette.size()];
}

QString Theme::initials(const QString& name) {
    QString letters;
    bool start = true;
    for (const QChar c : name) {
        if (!c.isLetterOrNumber()) {
            start = true;
        } else if (start) {
            letters += c.toUpper();
            start = false;
        }
    }
    if (letters.size() == 1 && name.size() > 1) {
        // Hangul syllables are words' worth of sound already; one is enough, as is one CJK character.
        const QChar second = name[1];
        if (second.isLetterOrNumber() && second.unicode() < 0x1100) {
            letters += second.toUpper();
        }
    }
    return letters.left(2);
}

}  // namespace slipway::gui
