// slipway-desktop: the window. Parses, wires and runs; all else is in the library.
#include <QCommandLineParser>
#include <QTextStream>
#include <algorithm>
#include <string_view>

#include "base/version.h"
#include "client/home.h"
#include "gui/app/client_connection.h"
#include "gui/app/languages.h"
#include "gui/app/main_window.h"
#include "gui/app/screenshots.h"
#include "gui/app/slow_tasks.h"
#include "gui/theme/icons.h"

using namespace slipway::gui;

namespace {

int usage(const QString& message) {
    QTextStream(stderr) << "slipway-desktop: " << message << "\n";
    return 2;
}

/// What needs no window needs no display either.
void goWithoutDisplay(int argc, char** argv) {
    static constexpr std::string_view kWindowless[] = {"-h", "--help",    "--help-all",
                                                       "-v", "--version", "--screenshot-dir"};
    const auto isWindowless = [](std::string_view word) {
        return std::ranges::find(kWindowless, word.substr(0, word.find('='))) != std::end(kWindowless);
    };
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM") && std::any_of(argv + 1, argv + argc, isWindowless))
        qputenv("QT_QPA_PLATFORM", "offscreen");
}

}  // namespace

int main(int argc, char** argv) {
    goWithoutDisplay(argc, argv);
    WatchedApplication app(argc, argv);
    QApplication::setApplicationName(QStringLiteral("slipway-desktop"));
    QApplication::setApplicationDisplayName(QStringLiteral("Slipway"));
    QApplication::setApplicationVersion(QString::fromUtf8(slipway::version()));
    QApplication::setDesktopFileName(QStringLiteral("slipway"));

    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("The window of Slipway: topology, services, rollouts, logs."));
    const QCommandLineOption home(
        QStringLiteral("home"),
        QStringLiteral("State and sockets (default: SLIPWAY_HOME, or under the XDG state directory)."),
        QStringLiteral("folder"));
    const QCommandLineOption noSample(QStringLiteral("no-sample"), QStringLiteral("Do not start the sample shop."));
    const QCommandLineOption project(QStringLiteral("project"), QStringLiteral("Bring this project up and show it."),
                                     QStringLiteral("slipway.yaml"));
    const QCommandLineOption theme(QStringLiteral("theme"), QStringLiteral("dark, light or system."),
                                   QStringLiteral("name"));
    const QCommandLineOption language(QStringLiteral("language"), QStringLiteral("en or ko (default: the system's)."),
                                      QStringLiteral("code"));
    const QCommandLineOption pictures(
        QStringLiteral("screenshot-dir"),
        QStringLiteral("Render every screen, dark and light, into this folder, and exit."), QStringLiteral("folder"));
    const QCommandLineOption live(QStringLiteral("live"),
                                  QStringLiteral("With --screenshot-dir: of a live daemon, in place of made-up data."));
    parser.addOptions({home, noSample, project, theme, language, pictures, live});
    parser.addHelpOption();
    parser.addVersionOption();
    parser.process(app);
    if (!parser.positionalArguments().isEmpty()) {
        return usage(
            QStringLiteral("unexpected argument '%1'; see --help").arg(parser.positionalArguments().constFirst()));
    }

    installLanguage(parser.value(language));
    const QString look = parser.value(theme);
    if (!look.isEmpty() && look != QLatin1String("dark") && look != QLatin1String("light") &&
        look != QLatin1String("system")) {
        return usage(QStringLiteral("--theme is dark, light or system, not '%1'").arg(look));
    }
    Theme::current().setChoice(look == QLatin1String("dark")    ? ThemeChoice::Dark
                               : look == QLatin1String("light") ? ThemeChoice::Light
                                                                : ThemeChoice::System);
    QApplication::setWindowIcon(icon(QStringLiteral("slipway"), IconColor::Accent));

    const auto where = slipway::client::resolveHome(parser.value(home).toStdString());
    if (!where) {
        return usage(QString::fromStdString(where.error().message));
    }
    if (parser.isSet(pictures)) {
        const QString folder = parser.value(pictures);
        const int count = parser.isSet(live) ? renderLiveScreenshots(folder, QString::fromStdString(*where))
                                             : renderScreenshots(folder, parser.value(language));
        if (count < 0) {
            return usage(QStringLiteral("no pictures: %1 can't be written, or no daemon came").arg(folder));
        }
        QTextStream(stdout) << count << " pictures in " << folder << "\n";
        return 0;
    }

    ClientConnection connection(QString::fromStdString(*where));
    Store store;
    Session session(&connection, &store, {});
    MainWindow::Options options;
    options.sample = !parser.isSet(noSample);
    options.manifest = parser.value(project);
    options.keepsTheme = look.isEmpty();
    MainWindow window(&session, options);
    window.show();
    window.start();
    return QApplication::exec();
}
