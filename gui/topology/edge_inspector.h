#pragma once

#include <QWidget>

#include "gui/models/store.h"

namespace slipway::gui {

class InspectorRows;
class Label;
class Pill;

/// What the window's right side says of an edge: rates, latencies, errors, and the counts since the project came up.
class EdgeInspector : public QWidget {
    Q_OBJECT
  public:
    explicit EdgeInspector(const Store* store, QWidget* parent = nullptr);

    void setEdge(const QString& from, const QString& to);
    QString from() const { return m_from; }
    QString to() const { return m_to; }

  signals:
    void nodeRequested(const QString& id);

  private:
    void refresh();

    const Store* m_store;
    QString m_from;
    QString m_to;
    Label* m_title;
    Label* m_kind;
    Pill* m_state;
    InspectorRows* m_now;
    InspectorRows* m_counts;
    InspectorRows* m_ends;
};

}  // namespace slipway::gui
