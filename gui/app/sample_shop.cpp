#include "gui/app/sample_shop.h"

#include <sys/prctl.h>
#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <algorithm>
#include <csignal>

#include "gui/models/json_read.h"

namespace slipway::gui {

namespace {

constexpr auto kManifestInTree = "resources/examples/shop/slipway.yaml";
constexpr auto kManifestInShare = "examples/shop/slipway.yaml";
constexpr auto kOtherPort = "127.0.0.1:0";
constexpr auto kShoppersPerSecond = "5";
constexpr int kEndMs = 1000;
constexpr int kFoldersUp = 6;
constexpr int kTooShortMs = 3000;

}  // namespace

QString SampleShop::findManifest() {
    QStringList places;
    const QString share = qEnvironmentVariable("SLIPWAY_SHARE");
    const QDir here(QCoreApplication::applicationDirPath());
    if (!share.isEmpty()) {
        places << share + u'/' + QLatin1String(kManifestInShare);
    }
    places << here.filePath(QStringLiteral("../share/slipway/") + QLatin1String(kManifestInShare));
    QString up = here.path();
    for (int i = 0; i < kFoldersUp; ++i) {
        places << up + u'/' + QLatin1String(kManifestInTree);
        up += QStringLiteral("/..");
    }
    for (const QString& place : places) {
        if (QFileInfo(place).isFile()) {
            return QFileInfo(place).canonicalFilePath();
        }
    }
    return {};
}

QString SampleShop::findTraffic() {
    const QDir here(QCoreApplication::applicationDirPath());
    const QString libexec = qEnvironmentVariable("SLIPWAY_LIBEXEC");
    for (const QString& place : {libexec.isEmpty() ? QString() : libexec + QStringLiteral("/shop-traffic"),
                                 here.filePath(QStringLiteral("shop-traffic")),
                                 here.filePath(QStringLiteral("../libexec/slipway/shop-traffic"))}) {
        if (!place.isEmpty() && QFileInfo(place).isExecutable()) {
            return place;
        }
    }
    return {};
}

SampleShop::SampleShop(Session* session, QObject* parent)
    : QObject(parent), m_session(session), m_store(session->store()), m_manifest(findManifest()) {
    connect(session, &Session::upFailed, this, &SampleShop::onUpFailed);
    connect(session, &Session::upAccepted, this, [this](const QString&, const QString& operation) {
        if (m_starting) {
            m_operation = operation;
        }
    });
    connect(m_store, &Store::operationsChanged, this, &SampleShop::onOperations);
    const auto look = [this] {
        maybeSendShoppers();
        emit changed();
    };
    connect(m_store, &Store::reset, this, look);
    connect(m_store, &Store::projectChanged, this, look);
    connect(m_store, &Store::servicesChanged, this, &SampleShop::maybeSendShoppers);
    connect(m_store, &Store::linkChanged, this, look);
}

SampleShop::~SampleShop() {
    setTraffic(false);
}

void SampleShop::start() {
    if (!isAvailable() || m_starting) {
        return;
    }
    m_starting = true;
    m_movedPort = false;
    m_shoppersWanted = true;
    m_taken.clear();
    emit changed();
    m_session->up(m_manifest);
}

bool SampleShop::tryAnotherPort(const ApiError& error) {
    if (!m_starting || m_movedPort || error.code != QLatin1String("port_in_use")) {
        return false;
    }
    m_movedPort = true;
    m_taken = error.message;
    m_session->up(m_manifest, QLatin1String(kOtherPort));
    return true;
}

void SampleShop::onUpFailed(const ApiError& error) {
    if (m_starting && !tryAnotherPort(error)) {
        m_starting = false;
        emit changed();
        emit failed(error);
    }
}

void SampleShop::onOperations(const QStringList& ids) {
    const Operation* up = m_store->operation(m_operation);
    if (!m_starting || !up || !ids.contains(m_operation) || !up->isOver()) {
        return;
    }
    if (up->state == OperationState::Failed && tryAnotherPort(up->error)) {
        return;
    }
    m_starting = false;
    emit changed();
    if (up->state == OperationState::Failed) {
        emit failed(up->error);
    }
}

bool SampleShop::isShown() const {
    return m_store->hasProject() && !m_manifest.isEmpty() &&
           QFileInfo(m_store->project().path).canonicalFilePath() == m_manifest;
}

QString SampleShop::note() const {
    if (!isShown() || m_taken.isEmpty() || m_store->project().listen.isEmpty()) {
        return {};
    }
    return tr("%1, so it listens on %2").arg(m_taken, m_store->project().listen.constFirst());
}

void SampleShop::stop() {
    setTraffic(false);
    m_shoppersWanted = false;
    m_session->down();
}

bool SampleShop::isTrafficRunning() const {
    return m_traffic && m_traffic->state() != QProcess::NotRunning;
}

void SampleShop::maybeSendShoppers() {
    const auto& services = m_store->services();
    const bool ready = isShown() && m_store->isLive() && !services.empty() &&
                       std::all_of(services.begin(), services.end(), [](const Service& s) { return s.ready > 0; });
    if (ready && m_shoppersWanted && !isTrafficRunning()) {
        setTraffic(true);
    }
    if (!isShown() && isTrafficRunning()) {
        setTraffic(false);
        m_shoppersWanted = true;
    }
}

void SampleShop::setTraffic(bool running) {
    m_shoppersWanted = running;
    if (!running) {
        if (m_traffic) {
            m_traffic->disconnect(this);
            m_traffic->terminate();
            if (!m_traffic->waitForFinished(kEndMs)) {
                m_traffic->kill();
                m_traffic->waitForFinished(kEndMs);
            }
            m_traffic.reset();
            emit changed();
        }
        return;
    }
    const QString program = findTraffic();
    if (program.isEmpty() || m_store->project().listen.isEmpty() || isTrafficRunning()) {
        return;
    }
    m_traffic = std::make_unique<QProcess>();
    m_traffic->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_traffic->setStandardOutputFile(QProcess::nullDevice());
    // It must not outlive a window that was killed.
    m_traffic->setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGTERM); });
    connect(m_traffic.get(), &QProcess::stateChanged, this, &SampleShop::changed);
    QElapsedTimer alive;
    alive.start();
    connect(m_traffic.get(), &QProcess::finished, this, [this, alive] {
        // One that ends at once would be started again each second, for nothing.
        m_shoppersWanted = m_shoppersWanted && alive.elapsed() > kTooShortMs;
    });
    m_traffic->start(program,
                     {QStringLiteral("--url"), QStringLiteral("http://") + m_store->project().listen.constFirst(),
                      QStringLiteral("--rate"), QLatin1String(kShoppersPerSecond)});
    emit changed();
}

}  // namespace slipway::gui
