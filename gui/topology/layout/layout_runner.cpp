#include "gui/topology/layout/layout_runner.h"

#include <memory>

namespace slipway::gui {

LayoutRunner::LayoutRunner(QObject* parent) : QObject(parent) {
    m_pool.setMaxThreadCount(1);
}

LayoutRunner::~LayoutRunner() {
    cancel();
    m_pool.waitForDone();
}

quint64 LayoutRunner::start(const Graph& graph, const LayoutOptions& options, Arrange how) {
    cancel();
    m_stop = std::stop_source();
    m_running = true;
    const quint64 request = ++m_request;
    if (static_cast<int>(graph.edges.size()) <= m_inlineLimit &&
        static_cast<int>(graph.nodes.size()) <= m_inlineLimit) {
        deliver(request, arrange(graph, options, how, m_stop.get_token()));
        return request;
    }
    m_pool.start([this, graph, options, how, request, stop = m_stop.get_token()] {
        auto result = std::make_shared<tl::expected<Layout, LayoutFailure>>(arrange(graph, options, how, stop));
        // The destructor waits for this function, so `this` lives; an event that it leaves behind dies with the object.
        QMetaObject::invokeMethod(
            this, [this, request, result] { deliver(request, *result); }, Qt::QueuedConnection);
    });
    return request;
}

void LayoutRunner::cancel() {
    m_stop.request_stop();
    m_running = false;
}

void LayoutRunner::deliver(quint64 request, const tl::expected<Layout, LayoutFailure>& result) {
    if (request != m_request || !m_running)
        return;
    m_running = false;
    if (result)
        emit finished(request, *result);
}

}  // namespace slipway::gui
