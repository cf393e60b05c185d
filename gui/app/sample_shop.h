#pragma once

#include <QObject>
#include <QProcess>
#include <memory>

#include "gui/app/session.h"

namespace slipway::gui {

/// The sample shop of the first run: finds its manifest, brings it up (on another port where 8080 is taken), and once
/// it is ready sends shoppers into it (`shop-traffic`, a child of this process that ends with it).
class SampleShop : public QObject {
    Q_OBJECT
  public:
    explicit SampleShop(Session* session, QObject* parent = nullptr);
    ~SampleShop() override;

    /// resources/examples/shop/slipway.yaml under SLIPWAY_SHARE, beside the executable's ../share/slipway, or in the
    /// source tree above the executable; empty where there is none.
    static QString findManifest();
    /// The program of shoppers; empty where there is none.
    static QString findTraffic();

    bool isAvailable() const { return !m_manifest.isEmpty(); }
    QString manifest() const { return m_manifest; }
    void start();
    void stop();
    /// The project shown is the sample.
    bool isShown() const;
    bool isStarting() const { return m_starting; }
    bool isTrafficRunning() const;
    void setTraffic(bool running);
    /// "Port 8080 is taken, so it listens on 127.0.0.1:40123", or empty.
    QString note() const;

  signals:
    void changed();
    void failed(const slipway::gui::ApiError& error);

  private:
    void onUpFailed(const ApiError& error);
    void onOperations(const QStringList& ids);
    void maybeSendShoppers();
    bool tryAnotherPort(const ApiError& error);

    Session* m_session;
    Store* m_store;
    QString m_manifest;
    QString m_operation;
    QString m_taken;  ///< what the daemon said of the port
    bool m_starting = false;
    bool m_movedPort = false;
    bool m_shoppersWanted = true;
    std::unique_ptr<QProcess> m_traffic;
    QString m_trafficUrl;
};

}  // namespace slipway::gui
