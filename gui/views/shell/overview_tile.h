#pragma once

#include <QAbstractButton>

#include "gui/theme/tokens.h"

namespace slipway::gui {

/// A number with its name; a click shows the services behind it.
class OverviewTile : public QAbstractButton {
    Q_OBJECT
  public:
    explicit OverviewTile(const QString& name, QWidget* parent = nullptr);
    void setValue(const QString& value, const QString& detail = {}, Status status = Status::Unknown);
    QSize sizeHint() const override { return {160, 84}; }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QString m_value;
    QString m_detail;
    Status m_status = Status::Unknown;
};

}  // namespace slipway::gui
