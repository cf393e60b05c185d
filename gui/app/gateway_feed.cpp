#include "gui/app/gateway_feed.h"

#include <QUrl>

#include "gui/models/json_read.h"
#include "gui/views/gateway/gateway_view.h"

namespace slipway::gui {

using nlohmann::json;

namespace {

/// "orders/points" as two segments of a path.
QString queuePath(const QString& queue, const QString& rest) {
    return QStringLiteral("/queues/%1/%2%3")
        .arg(pathSegment(queue.section(u'/', 0, 0)), pathSegment(queue.section(u'/', 1)), rest);
}

QString queryValue(const QString& text) {
    return QString::fromLatin1(QUrl::toPercentEncoding(text));
}

}  // namespace

GatewayFeed::GatewayFeed(Session* session, GatewayView* view, QObject* parent)
    : QObject(parent),
      m_session(session),
      m_store(session->store()),
      m_view(view),
      m_routes(session, kReadMs),
      m_cache(session, kReadMs),
      m_mirrors(session, kReadMs),
      m_queues(session, kReadMs),
      m_messages(session, kReadMs),
      m_prices(session, kPricesMs) {
    m_routes.setPath(QStringLiteral("/routes"));
    m_cache.setPath(QStringLiteral("/cache"));
    m_mirrors.setPath(QStringLiteral("/mirrors"));
    m_queues.setPath(QStringLiteral("/queues"));
    m_prices.setPath(QStringLiteral("/topology"));
    connect(&m_routes, &Poll::answered, view, &GatewayView::setRoutes);
    connect(&m_cache, &Poll::answered, view, &GatewayView::setCache);
    connect(&m_mirrors, &Poll::answered, view, &GatewayView::setMirrors);
    connect(&m_queues, &Poll::answered, view, &GatewayView::setQueues);
    connect(&m_messages, &Poll::answered, view, &GatewayView::setMessages);
    connect(&m_prices, &Poll::answered, this,
            [this](const json& topology) { m_view->setPrices(read::list(topology, "prices")); });
    connect(&m_routes, &Poll::failed, this,
            [this](const ApiError& error) { m_view->showFailure(tr("The routes could not be read"), error); });
    connect(view, &GatewayView::tabChanged, this, &GatewayFeed::refreshWatch);
    connect(view, &GatewayView::queueSelected, this, [this](const QString& queue) {
        m_messages.setPath(queue.isEmpty() ? QString() : queuePath(queue, QStringLiteral("?limit=50")));
    });
    connect(view, &GatewayView::purgeCacheRequested, this, &GatewayFeed::purgeCache);
    connect(view, &GatewayView::redeliverRequested, this, [this](const QString& queue, const QString& message) {
        order(QStringLiteral("redeliver"), queue, message);
    });
    connect(view, &GatewayView::purgeQueueRequested, this,
            [this](const QString& queue, const QString& message) { order(QStringLiteral("purge"), queue, message); });
    connect(view, &GatewayView::measureRequested, this, &GatewayFeed::measure);
    connect(m_store, &Store::reset, this, [this] {
        if (m_project != m_store->project().name) {
            m_project = m_store->project().name;
            m_view->forget();
        }
        refreshWatch();
    });
}

void GatewayFeed::setWatching(bool watching) {
    m_watching = watching;
    refreshWatch();
}

// Without a composer there are no queues: the daemon would say so at each asking.
void GatewayFeed::refreshWatch() {
    const bool composer = m_store->service(QStringLiteral("composer")) != nullptr;
    const auto sees = [this](GatewayView::Tab tab) { return m_watching && m_view->tab() == tab; };
    m_routes.setWatching(m_watching);
    m_cache.setWatching(sees(GatewayView::Cache));
    m_mirrors.setWatching(sees(GatewayView::Mirrors));
    m_queues.setWatching(sees(GatewayView::Queues) && composer);
    m_messages.setWatching(sees(GatewayView::Queues) && composer);
    m_prices.setWatching(sees(GatewayView::Price));
}

bool GatewayFeed::isFine(const QString& project, const Reply& reply, const QString& title) {
    if (project != m_store->project().name) {
        return false;
    }
    if (!reply.ok()) {
        m_view->showFailure(title, reply.error);
        return false;
    }
    m_view->clearFailure();
    return true;
}

void GatewayFeed::purgeCache(const QString& prefix) {
    const QString project = m_store->project().name;
    const QString query =
        prefix.isEmpty() ? QStringLiteral("?all=true") : QStringLiteral("?prefix=") + queryValue(prefix);
    m_session->connection()->remove(
        projectPath(project, QStringLiteral("/cache") + query), this, [this, project](const Reply& reply) {
            if (isFine(project, reply, tr("The cache could not be purged"))) {
                emit done(tr("%n answers forgotten", nullptr, read::small(reply.body, "removed")));
                m_cache.askNow();
            }
        });
}

void GatewayFeed::order(const QString& verb, const QString& queue, const QString& message) {
    const QString project = m_store->project().name;
    const bool redeliver = verb == QLatin1String("redeliver");
    const QString query = message.isEmpty() ? QString() : QStringLiteral("?message=") + queryValue(message);
    m_session->connection()->post(
        projectPath(project, queuePath(queue, u'/' + verb + query)), json::object(), this,
        [this, project, redeliver](const Reply& reply) {
            if (isFine(
                    project, reply,
                    redeliver ? tr("The messages could not be redelivered") : tr("The messages could not be purged"))) {
                emit done(redeliver ? tr("%n messages wait again", nullptr, read::small(reply.body, "redelivered"))
                                    : tr("%n dead letters forgotten", nullptr, read::small(reply.body, "purged")));
            }
            m_queues.askNow();
            m_messages.askNow();
        });
}

void GatewayFeed::measure() {
    const QString project = m_store->project().name;
    m_view->setMeasuring(true);
    m_session->connection()->post(projectPath(project, QStringLiteral("/topology/price")), json::object(), this,
                                  [this, project](const Reply& reply) {
                                      m_view->setMeasuring(false);
                                      if (isFine(project, reply, tr("The price could not be measured"))) {
                                          m_prices.askNow();
                                      }
                                  });
}

}  // namespace slipway::gui
