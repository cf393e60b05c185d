#include "gui/app/languages.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

static void registerTranslations() {
    Q_INIT_RESOURCE(translations);
}

namespace slipway::gui {

void installLanguage(const QString& language) {
    static const bool registered = (registerTranslations(), true);
    Q_UNUSED(registered)
    const QLocale locale = language.isEmpty() ? QLocale::system() : QLocale(language);
    auto* own = new QTranslator(QCoreApplication::instance());
    if (own->load(locale, QStringLiteral("slipway"), QStringLiteral("_"), QStringLiteral(":/slipway/translations"))) {
        QCoreApplication::installTranslator(own);
    } else {
        // English plurals ("%n services") are a translation too.
        if (own->load(QStringLiteral(":/slipway/translations/slipway_en.qm"))) {
            QCoreApplication::installTranslator(own);
        }
    }
    auto* toolkit = new QTranslator(QCoreApplication::instance());
    if (toolkit->load(locale, QStringLiteral("qtbase"), QStringLiteral("_"),
                      QLibraryInfo::path(QLibraryInfo::TranslationsPath))) {
        QCoreApplication::installTranslator(toolkit);
    }
}

}  // namespace slipway::gui
