#include "gui/topology/ownership_legend.h"

#include <QPainter>
#include <QToolButton>
#include <algorithm>
#include <map>

#include "gui/theme/icons.h"
#include "gui/theme/status_shape.h"
#include "gui/theme/style.h"
#include "gui/theme/tabular.h"
#include "gui/views/controls/icon_button.h"
#include "gui/views/controls/paint.h"

namespace slipway::gui {
namespace {

constexpr int kChipHeight = metric::kMinimumHit;
constexpr int kBadge = 22;

}  // namespace

TeamChip::TeamChip(QWidget* parent) : QAbstractButton(parent) {
    setCheckable(true);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::TabFocus);
}

void TeamChip::setTeam(const TeamLook& team, int services, bool troubled) {
    m_team = team;
    m_services = services;
    m_troubled = troubled;
    const QString name = team.key.isEmpty() ? tr("No owner") : team.name;
    setText(name);
    setAccessibleName(tr("%1, services: %2").arg(name).arg(services));
    setToolTip(team.key.isEmpty() ? tr("Services that no team owns. Click to make them stand out.")
                                  : tr("Services of %1. Click to make them stand out.").arg(name));
    updateGeometry();
    update();
}

QSize TeamChip::sizeHint() const {
    const QFontMetrics metrics(Theme::current().font(type::kSmall));
    const int count = metrics.horizontalAdvance(QString::number(m_services));
    return {
        space::kXs + kBadge + space::kXs + 2 + metrics.horizontalAdvance(text()) + space::kS - 2 + count + space::kS,
        kChipHeight};
}

void TeamChip::paintEvent(QPaintEvent*) {
    const Colors& theme = colors();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF area = QRectF(rect()).adjusted(0, 1, 0, -1);
    if (isChecked())
        paintPanel(painter, area, theme.selection, theme.accent, metric::kControlRadius);
    else if (underMouse() || isDown())
        paintPanel(painter, area, theme.hover, {}, metric::kControlRadius);
    const QRectF badge(space::kXs, (height() - 16) / 2.0, kBadge, 16);
    paintTeamBadge(painter, badge, m_team.name, m_team.color);
    const QFont font = Theme::current().font(type::kSmall);
    painter.setFont(font);
    painter.setPen(theme.text);
    const double left = badge.right() + space::kXs + 2;
    const QFontMetrics metrics(font);
    painter.drawText(QRectF(left, 0, metrics.horizontalAdvance(text()) + 2, height()), Qt::AlignVCenter | Qt::AlignLeft,
                     text());
    painter.setPen(theme.muted);
    drawTabular(painter, QRectF(left, 0, width() - left - space::kS, height()), Qt::AlignRight | Qt::AlignVCenter,
                QString::number(m_services));
    if (m_troubled)
        paintStatus(painter, QRectF(badge.right() - 5, badge.top() - 3, 8, 8), Status::Failing);
    if (hasFocus())
        paintFocusRing(painter, area, metric::kControlRadius);
}

void TeamChip::enterEvent(QEnterEvent* event) {
    QAbstractButton::enterEvent(event);
    update();
}

void TeamChip::leaveEvent(QEvent* event) {
    QAbstractButton::leaveEvent(event);
    update();
}

OwnershipLegend::OwnershipLegend(QWidget* parent)
    : QWidget(parent), m_clear(new IconButton(QStringLiteral("close"), tr("Show all teams alike"), this)) {
    setAccessibleName(tr("Owners"));
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    m_clear->hide();
    connect(m_clear, &QToolButton::clicked, this, [this] {
        setFilter({});
        emit filterChanged({});
    });
    connect(&Theme::current(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void OwnershipLegend::setTopology(const Topology& topology) {
    struct Count {
        int services = 0;
        bool troubled = false;
    };
    std::map<QString, Count> counts;
    for (const TopologyNode& node : topology.nodes) {
        if (node.kind == TopologyNode::Kind::Gateway)
            continue;
        Count& count = counts[node.owner];
        ++count.services;
        count.troubled |= node.state == ServiceState::Failing;
    }
    std::vector<QString> keys;  // as the manifest lists them; teams it does not list after; the unowned last
    for (const Team& team : topology.teams)
        keys.push_back(team.key);
    for (const auto& [key, count] : counts) {
        if (!key.isEmpty() && std::find(keys.begin(), keys.end(), key) == keys.end())
            keys.push_back(key);
    }
    if (counts.count(QString()))
        keys.emplace_back();
    while (m_chips.size() > keys.size()) {
        delete m_chips.back();
        m_chips.pop_back();
    }
    while (m_chips.size() < keys.size()) {
        auto* chip = new TeamChip(this);
        connect(chip, &QAbstractButton::clicked, this, [this] {
            m_clear->setVisible(!filter().isEmpty());
            arrange(width(), true);
            emit filterChanged(filter());
        });
        chip->show();
        m_chips.push_back(chip);
    }
    const QSet<QString> pressed = filter();
    for (std::size_t i = 0; i < keys.size(); ++i) {
        m_chips[i]->setTeam(teamLook(keys[i], topology), counts[keys[i]].services, counts[keys[i]].troubled);
        m_chips[i]->setChecked(pressed.contains(keys[i]));
    }
    setVisible(!m_chips.empty());
    updateGeometry();
    arrange(width(), true);
}

void OwnershipLegend::setFilter(const QSet<QString>& teams) {
    for (TeamChip* chip : m_chips)
        chip->setChecked(teams.contains(chip->team().key));
    m_clear->setVisible(!teams.isEmpty());
    arrange(width(), true);
}

QSet<QString> OwnershipLegend::filter() const {
    QSet<QString> teams;
    for (const TeamChip* chip : m_chips) {
        if (chip->isChecked())
            teams.insert(chip->team().key);
    }
    return teams;
}

int OwnershipLegend::arrange(int width, bool apply) const {
    const QString title = tr("Owners");
    const QFontMetrics metrics(Theme::current().font(type::kCaption, QFont::DemiBold));
    const int left = space::kM;
    const int first = left + metrics.horizontalAdvance(title) + space::kM;
    int x = first;
    int y = space::kXs;
    const auto put = [&](QWidget* widget, QSize size) {
        if (x > first && x + size.width() > width - space::kS) {
            x = first;
            y += kChipHeight + 2;
        }
        if (apply)
            widget->setGeometry(x, y, std::min(size.width(), std::max(40, width - x - space::kS)), kChipHeight);
        x += size.width() + space::kXs;
    };
    for (TeamChip* chip : m_chips)
        put(chip, chip->sizeHint());
    if (!m_clear->isHidden())
        put(m_clear, {kChipHeight, kChipHeight});
    return y + kChipHeight + space::kXs;
}

QSize OwnershipLegend::sizeHint() const {
    return {600, arrange(std::max(width(), 200), false)};
}

QSize OwnershipLegend::minimumSizeHint() const {
    return {200, kChipHeight + 2 * space::kXs};
}

void OwnershipLegend::resizeEvent(QResizeEvent*) {
    arrange(width(), true);
}

void OwnershipLegend::paintEvent(QPaintEvent*) {
    const Colors& theme = colors();
    QPainter painter(this);
    painter.fillRect(rect(), theme.background);
    painter.fillRect(QRect(0, 0, width(), 1), theme.separator);
    painter.setFont(Theme::current().font(type::kCaption, QFont::DemiBold));
    painter.setPen(theme.muted);
    painter.drawText(QRect(space::kM, space::kXs, 200, kChipHeight), Qt::AlignVCenter | Qt::AlignLeft, tr("Owners"));
}

}  // namespace slipway::gui
