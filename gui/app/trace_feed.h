#pragma once

#include "gui/app/poll.h"

namespace slipway::gui {

class TracesView;

/// Brings the traces that the daemon keeps, and the chosen one, to their screen while it is seen. Thread: GUI.
class TraceFeed : public QObject {
    Q_OBJECT
  public:
    static constexpr int kReadMs = 2000;

    TraceFeed(Session* session, TracesView* view, QObject* parent = nullptr);

    void setWatching(bool watching);

  private:
    void ask();

    Store* m_store;
    TracesView* m_view;
    Poll m_list;
    Poll m_one;
    QString m_project;
};

}  // namespace slipway::gui
