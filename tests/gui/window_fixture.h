#pragma once

#include <QApplication>
#include <QTemporaryDir>
#include <QTest>
#include <memory>

#include "gui/app/client_connection.h"
#include "gui/app/main_window.h"
#include "gui/fake_daemon.h"
#include "gui/warning_guard.h"

/// A window against a fake daemon, in a home of its own.
struct WindowFixture {
    QTemporaryDir home{QDir::tempPath() + QStringLiteral("/slw-XXXXXX")};
    std::unique_ptr<FakeDaemon> daemon = std::make_unique<FakeDaemon>(home.path());
    std::unique_ptr<slipway::gui::ClientConnection> connection =
        std::make_unique<slipway::gui::ClientConnection>(home.path());
    slipway::gui::Store store;
    std::unique_ptr<slipway::gui::Session> session;
    std::unique_ptr<slipway::gui::MainWindow> window;

    explicit WindowFixture(bool sample = false) {
        slipway::gui::Theme::current().setReducedMotion(true);
        session = std::make_unique<slipway::gui::Session>(connection.get(), &store,
                                                          slipway::gui::Session::Options{false, {}});
        slipway::gui::MainWindow::Options options;
        options.sample = sample;
        options.settingsPath = home.filePath(QStringLiteral("desktop.ini"));
        options.keepsTheme = false;
        window = std::make_unique<slipway::gui::MainWindow>(session.get(), options);
    }

    ~WindowFixture() {
        window.reset();
        session.reset();
        connection.reset();
    }

    /// Shown, connected, and following events.
    bool open() {
        window->show();
        window->start();
        return QTest::qWaitFor([this] { return daemon->hasEventStream() && store.isLive(); }, 10000) &&
               QTest::qWaitForWindowActive(window.get());
    }
};
