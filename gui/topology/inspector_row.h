#pragma once

#include <QAbstractButton>
#include <optional>
#include <vector>

#include "gui/theme/tokens.h"

namespace slipway::gui {

/// A line of an inspector: what on the left, its value on the right. One that leads somewhere is a button, and says so
/// under the pointer.
class InspectorRow : public QAbstractButton {
    Q_OBJECT
  public:
    explicit InspectorRow(QWidget* parent = nullptr);

    void set(const QString& name, const QString& value, const QColor& valueColor = {});
    void setStatus(std::optional<Status> status);
    void setLeads(bool leads);
    QString value() const { return m_value; }
    QSize sizeHint() const override { return {220, metric::kCompactRowHeight}; }

  protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

  private:
    QString m_value;
    QColor m_valueColor;
    std::optional<Status> m_status;
    bool m_leads = false;
};

/// Rows that come and go without flicker: widgets are kept and filled anew.
class InspectorRows : public QWidget {
    Q_OBJECT
  public:
    explicit InspectorRows(const QString& title, QWidget* parent = nullptr);

    /// Starts to fill; rows that next() does not hand out before end() are hidden.
    void begin() { m_used = 0; }
    /// `key` comes back with activated().
    InspectorRow* next(const QString& key = {});
    void end();
    int count() const { return m_used; }
    InspectorRow* row(int index) const { return m_rows[static_cast<std::size_t>(index)]; }

  signals:
    void activated(const QString& key);

  private:
    std::vector<InspectorRow*> m_rows;
    int m_used = 0;
};

}  // namespace slipway::gui
