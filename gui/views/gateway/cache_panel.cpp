#include "gui/views/gateway/cache_panel.h"

#include <QGridLayout>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QStackedWidget>

#include "gui/models/format.h"
#include "gui/models/json_read.h"
#include "gui/views/controls/icon_button.h"
#include "gui/views/controls/label.h"
#include "gui/views/controls/paint.h"
#include "gui/views/controls/snippet_state.h"

namespace slipway::gui {

/// A bar of what was answered from the cache: fresh, stale, asked about, and what went to the services.
class CachePanel::Meter : public QWidget {
  public:
    Meter() { setFixedHeight(10); }
    void setShares(double hits, double stale, double revalidated, double misses) {
        m_shares = {hits, stale, revalidated, misses};
        update();
    }

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        const Colors& c = colors();
        paintPanel(painter, rect(), c.track, {}, 5);
        const double sum = m_shares[0] + m_shares[1] + m_shares[2] + m_shares[3];
        if (sum <= 0) {
            return;
        }
        const QColor inks[] = {c.ok, c.warn, c.accent};
        double x = 0;
        for (std::size_t i = 0; i < 3; ++i) {
            const double wide = m_shares[i] / sum * width();
            if (wide >= 1) {
                paintPanel(painter, QRectF(x, 0, wide, height()), inks[i], {}, 5);
            }
            x += wide;
        }
    }

  private:
    std::array<double, 4> m_shares{};
};

CachePanel::CachePanel(QWidget* parent) : QWidget(parent) {
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    m_stack = new QStackedWidget;
    outer->addWidget(m_stack);
    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(space::kL, space::kM, space::kL, space::kM);
    column->setSpacing(space::kS);
    auto* head = new QHBoxLayout;
    head->setSpacing(space::kM);
    m_rate = new Label(Label::Display);
    m_sentence = new Label(Label::Muted, tr("of what could be answered from the cache was"));
    m_sentence->setElided(true);
    head->addWidget(m_rate);
    head->addWidget(m_sentence, 1);
    m_prefix = new QLineEdit;
    m_prefix->setPlaceholderText(tr("Path prefix, or all"));
    m_prefix->setAccessibleName(tr("Path prefix of what is purged; empty: all"));
    m_prefix->setTextMargins(6, 0, 6, 0);
    m_prefix->setMinimumWidth(180);
    m_purge = makeButton(ButtonKind::Normal, QStringLiteral("restart"), tr("Purge all"));
    m_purge->setObjectName(QStringLiteral("cachePurge"));
    head->addWidget(m_prefix);
    head->addWidget(m_purge);
    column->addLayout(head);
    m_meter = new Meter;
    m_meter->setAccessibleName(tr("Share answered from the cache"));
    column->addWidget(m_meter);
    m_memory = new Label(Label::Muted);
    column->addWidget(m_memory);
    column->addSpacing(space::kS);

    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(space::kXl);
    grid->setVerticalSpacing(space::kXs);
    const struct {
        const char* key;
        QString title;
        QString tip;
    } figures[] = {
        {"hits", tr("Hits"), tr("Answered from the cache, fresh")},
        {"stale", tr("Stale"), tr("Answered from the cache though stale")},
        {"revalidated", tr("Revalidated"), tr("The service said that it is still good")},
        {"misses", tr("Misses"), tr("Asked of the service")},
        {"bypassed", tr("Bypassed"), tr("Of no business to a cache")},
        {"collapsed", tr("Collapsed"), tr("Waited for another request's answer")},
        {"stored", tr("Stored"), {}},
        {"evictions", tr("Evicted"), tr("Gave way to others")},
        {"invalidated", tr("Invalidated"), tr("Forgotten after a change")},
        {"purged", tr("Purged"), tr("Forgotten by hand")},
    };
    int at = 0;
    for (const auto& figure : figures) {
        const int row = at / 5 * 2;
        auto* title = new Label(Label::Caption, figure.title);
        title->setToolTip(figure.tip);
        auto* value = new Label(Label::Strong);
        value->setAccessibleName(figure.title);
        value->setToolTip(figure.tip);
        grid->addWidget(title, row, at % 5);
        grid->addWidget(value, row + 1, at % 5);
        grid->setColumnStretch(at % 5, 1);
        grid->setRowMinimumHeight(row, 22);
        m_figures.insert(QLatin1String(figure.key), value);
        ++at;
    }
    column->addLayout(grid);
    column->addStretch(1);
    m_stack->addWidget(new SnippetState(QStringLiteral("database"),
                                        tr("No route of this project keeps answers: a route that says so has those of "
                                           "its services kept as long as they allow"),
                                        QStringLiteral("gateway:\n  routes:\n    - path_prefix: /products\n      to: "
                                                       "products\n      cache: true\n")));
    m_stack->addWidget(page);
    connect(m_prefix, &QLineEdit::textChanged, this, &CachePanel::refreshButton);
    connect(m_prefix, &QLineEdit::returnPressed, m_purge, &QPushButton::click);
    connect(m_purge, &QPushButton::clicked, this, [this] { emit purgeRequested(m_prefix->text().trimmed()); });
    setStats(nlohmann::json::object());
}

void CachePanel::setStats(const nlohmann::json& stats) {
    const auto of = [&](const char* key) { return read::number(stats, key, 0); };
    double any = of("entries");
    for (auto figure = m_figures.begin(); figure != m_figures.end(); ++figure) {
        const double value = of(figure.key().toLatin1().constData());
        figure.value()->setText(format::count(static_cast<qint64>(value)));
        any += value;
    }
    m_stack->setCurrentIndex(any > 0 ? 1 : 0);
    const double answered = of("hits") + of("stale") + of("revalidated");
    const double asked = answered + of("misses");
    m_rate->setText(format::share(asked > 0 ? answered / asked : kNotMeasured));
    m_meter->setShares(of("hits"), of("stale"), of("revalidated"), of("misses"));
    m_memory->setText(tr("%n answers kept", nullptr, static_cast<int>(of("entries"))) + QStringLiteral(" · ") +
                      tr("%1 of %2").arg(format::memory(of("bytes") / 1024), format::memory(of("max_bytes") / 1024)));
    setAccessibleDescription(text());
    refreshButton();
}

QString CachePanel::text() const {
    QStringList said = {m_rate->text(), m_memory->text()};
    for (const char* key : {"hits", "stale", "revalidated", "misses", "bypassed"}) {
        const Label* figure = m_figures.value(QLatin1String(key));
        said << figure->accessibleName() + u' ' + figure->text();
    }
    return said.join(QStringLiteral(" · "));
}

void CachePanel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), colors().surface);
}

void CachePanel::setBlocked(const QString& reason) {
    m_blocked = reason;
    refreshButton();
}

void CachePanel::refreshButton() {
    const QString prefix = m_prefix->text().trimmed();
    m_purge->setText(prefix.isEmpty() ? tr("Purge all") : tr("Purge"));
    setReason(m_purge, !m_blocked.isEmpty()                          ? m_blocked
                       : prefix.isEmpty() || prefix.startsWith(u'/') ? QString()
                                                                     : tr("A path begins with /"));
}

}  // namespace slipway::gui
