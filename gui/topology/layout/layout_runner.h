#pragma once

#include <QObject>
#include <QThreadPool>
#include <stop_token>

#include "gui/topology/layout/arrangement.h"

namespace slipway::gui {

/// Lays graphs out off the GUI thread, one at a time: a newer request cancels the older, whose result is never
/// delivered. Small graphs (up to `inlineLimit` edges) are laid out at once in the caller: that takes a millisecond,
/// and spares the user a flash. Thread: that of the object; finished() is emitted there. The destructor waits for the
/// running layout to notice its cancel.
class LayoutRunner : public QObject {
    Q_OBJECT
  public:
    explicit LayoutRunner(QObject* parent = nullptr);
    ~LayoutRunner() override;

    /// Returns the number of the request, which finished() carries.
    quint64 start(const Graph& graph, const LayoutOptions& options, Arrange how);
    void cancel();
    bool running() const { return m_running; }
    void setInlineLimit(int edges) { m_inlineLimit = edges; }

  signals:
    void finished(quint64 request, const slipway::gui::Layout& layout);

  private:
    void deliver(quint64 request, const tl::expected<Layout, LayoutFailure>& result);

    QThreadPool m_pool;
    std::stop_source m_stop;
    quint64 m_request = 0;
    bool m_running = false;
    int m_inlineLimit = 120;
};

}  // namespace slipway::gui
