#pragma once

#include <QObject>
#include <QPointer>
#include <functional>
#include <nlohmann/json.hpp>
#include <vector>

#include "gui/models/shapes.h"

namespace slipway::gui {

/// An answer of the control API. `error` is set where it is no success, also where nothing answered.
struct Reply {
    nlohmann::json body;
    ApiError error;

    bool ok() const { return !error.isSet(); }
};

/// Lines of `GET …/logs?follow=1` as they come; deleting it ends the request.
class LogStream : public QObject {
    Q_OBJECT
  public:
    using QObject::QObject;

  signals:
    void lines(const std::vector<nlohmann::json>& batch);
    void ended(const slipway::gui::ApiError& error);
};

/// The window's way to slipwayd: requests, the stream of events, streams of log lines. Nothing blocks; callbacks and
/// signals come on the GUI thread. The one implementation is ClientConnection, over slipway::client; tests may bring
/// their own.
class DaemonConnection : public QObject {
    Q_OBJECT
  public:
    using QObject::QObject;
    using Done = std::function<void(const Reply&)>;

    /// `path` as in docs/control-api.md, percent-encoded. `done` is not called once `context` is gone.
    virtual void get(const QString& path, QObject* context, Done done) = 0;
    virtual void post(const QString& path, const nlohmann::json& body, QObject* context, Done done) = 0;
    virtual void put(const QString& path, const nlohmann::json& body, QObject* context, Done done) = 0;
    virtual void remove(const QString& path, QObject* context, Done done) = 0;

    /// A daemon that answers: asks for its version, and with `mayStart` starts one where there is none or it is of
    /// another build. The reply's body is that of /v1/version.
    virtual void ensureDaemon(bool mayStart, QObject* context, Done done) = 0;
    /// `POST /v1/projects` of a manifest on disk, with what it needs of this process's environment; `listen` may be
    /// empty.
    virtual void up(const QString& manifestPath, const QString& listen, QObject* context, Done done) = 0;

    /// Follows the events of all projects above `sinceId`, and comes back by itself (0.25 s, doubling to 5 s).
    virtual void openEvents(qint64 sinceId) = 0;
    /// Does not wait for the next try.
    virtual void retryNow() = 0;
    virtual LogStream* openLogs(const QString& project, int tail, QObject* parent) = 0;

    /// Where sockets and state are, for messages.
    virtual QString home() const = 0;

  signals:
    void eventsConnected();
    /// The stream broke or could not be had; tried again after so many milliseconds.
    void eventsLost(const slipway::gui::ApiError& error, int retryMs);
    /// In order, as many as came since the last time.
    void events(const std::vector<nlohmann::json>& batch);
};

/// A path segment, percent-encoded.
QString pathSegment(const QString& text);
/// "/v1/projects/NAME" + rest
QString projectPath(const QString& project, const QString& rest = {});

}  // namespace slipway::gui
