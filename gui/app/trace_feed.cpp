#include "gui/app/trace_feed.h"

#include "gui/models/trace.h"
#include "gui/views/trace/traces_view.h"

namespace slipway::gui {

TraceFeed::TraceFeed(Session* session, TracesView* view, QObject* parent)
    : QObject(parent), m_store(session->store()), m_view(view), m_list(session, kReadMs), m_one(session, kReadMs) {
    ask();
    connect(view, &TracesView::queryChanged, this, &TraceFeed::ask);
    connect(view, &TracesView::retryWanted, &m_list, &Poll::askNow);
    connect(view, &TracesView::traceSelected, this, [this](const QString& id) {
        m_one.setPath(id.isEmpty() ? QString() : QStringLiteral("/traces/") + pathSegment(id));
    });
    connect(&m_list, &Poll::answered, view, &TracesView::setTraces);
    connect(&m_list, &Poll::failed, view, &TracesView::showFailure);
    connect(&m_one, &Poll::answered, this,
            [this](const nlohmann::json& body) { m_view->setTrace(traceFromJson(body)); });
    connect(m_store, &Store::reset, this, [this] {
        if (m_project != m_store->project().name) {
            m_project = m_store->project().name;
            m_view->forget();
        }
    });
}

void TraceFeed::setWatching(bool watching) {
    m_list.setWatching(watching);
    m_one.setWatching(watching);
}

void TraceFeed::ask() {
    const QString query = m_view->query();
    m_list.setPath(QStringLiteral("/traces?limit=200") + (query.isEmpty() ? QString() : u'&' + query));
}

}  // namespace slipway::gui
