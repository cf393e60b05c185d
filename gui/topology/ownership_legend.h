#pragma once

#include <QAbstractButton>
#include <QSet>
#include <QWidget>
#include <vector>

#include "gui/models/shapes.h"
#include "gui/topology/node_visual.h"

class QToolButton;

namespace slipway::gui {

/// One team of the legend: swatch with initials, name, number of services. Pressed while its services stand out.
class TeamChip : public QAbstractButton {
    Q_OBJECT
  public:
    explicit TeamChip(QWidget* parent = nullptr);
    void setTeam(const TeamLook& team, int services, bool troubled);
    const TeamLook& team() const { return m_team; }
    int services() const { return m_services; }
    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

  private:
    TeamLook m_team;
    int m_services = 0;
    bool m_troubled = false;
};

/// Who owns what: a chip a team, in as many lines as they need, and one for services that nobody owns. Chips are
/// toggles: the services of those pressed stand out. Thread: GUI.
class OwnershipLegend : public QWidget {
    Q_OBJECT
  public:
    explicit OwnershipLegend(QWidget* parent = nullptr);

    void setTopology(const Topology& topology);
    /// Keys of teams, "" for the unowned.
    void setFilter(const QSet<QString>& teams);
    QSet<QString> filter() const;
    std::vector<TeamChip*> chips() const { return m_chips; }

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override { return arrange(width, false); }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  signals:
    void filterChanged(const QSet<QString>& teams);

  protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

  private:
    int arrange(int width, bool apply) const;

    std::vector<TeamChip*> m_chips;
    QToolButton* m_clear;
};

}  // namespace slipway::gui
