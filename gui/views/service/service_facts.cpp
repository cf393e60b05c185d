#include "gui/views/service/service_facts.h"

#include <QGridLayout>
#include <QLabel>

#include "gui/models/format.h"
#include "gui/views/controls/label.h"

namespace slipway::gui {

ServiceFacts::ServiceFacts(const Store* store, QWidget* parent) : QWidget(parent), m_store(store) {
    m_grid = new QGridLayout(this);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(space::kL);
    m_grid->setVerticalSpacing(6);
    m_grid->setColumnStretch(1, 1);
    connect(store, &Store::servicesChanged, this, [this](const QStringList& names) {
        if (names.contains(m_service)) {
            refresh();
        }
    });
    connect(store, &Store::topologyStructureChanged, this, &ServiceFacts::refresh);
    connect(store, &Store::reset, this, &ServiceFacts::refresh);
}

void ServiceFacts::setService(const QString& service) {
    m_service = service;
    refresh();
}

void ServiceFacts::refresh() {
    const Service* s = m_store->service(m_service);
    if (!s) {
        return;
    }
    struct Fact {
        QString name;
        QString text;
        bool mono = false;
        QStringList services;
    };
    QStringList callers;
    QStringList callees;
    for (const TopologyEdge& edge : m_store->topology().edges) {
        if (edge.to == m_service) {
            callers << edge.from;
        }
        if (edge.from == m_service) {
            callees << edge.to;
        }
    }
    for (const QString& declared : s->calls) {
        if (!callees.contains(declared)) {
            callees << declared;
        }
    }
    const std::vector<Fact> facts = {
        {tr("Calls"), {}, false, callees},
        {tr("Called by"), {}, false, callers},
        {tr("Command"), s->command, true, {}},
        {tr("Data"), s->dataKind.isEmpty() ? QString() : s->dataKind + QStringLiteral(" · ") + s->dataPath, true, {}},
        {tr("Balancing"), s->policy, false, {}},
        {tr("Restarts"), QString::number(s->restarts), false, {}}};
    QString all = m_service;
    for (const Fact& fact : facts) {
        all += fact.name + fact.text + fact.services.join(u',');
    }
    if (all == m_shown) {
        return;
    }
    m_shown = all;
    while (QLayoutItem* item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    int row = 0;
    for (const Fact& fact : facts) {
        if (fact.text.isEmpty() && fact.services.isEmpty()) {
            continue;
        }
        m_grid->addWidget(new Label(Label::Muted, fact.name), row, 0, Qt::AlignTop);
        if (!fact.services.isEmpty()) {
            auto* links = new QLabel;
            QStringList anchors;
            for (const QString& each : fact.services) {
                anchors << (m_store->service(each)
                                ? QStringLiteral("<a style=\"text-decoration:none\" href=\"%1\">%1</a>")
                                      .arg(each.toHtmlEscaped())
                                : each.toHtmlEscaped());
            }
            links->setText(anchors.join(QStringLiteral(", ")));
            links->setWordWrap(true);
            links->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
            links->setAccessibleName(fact.name + QStringLiteral(": ") + fact.services.join(QStringLiteral(", ")));
            connect(links, &QLabel::linkActivated, this, &ServiceFacts::serviceActivated);
            m_grid->addWidget(links, row, 1);
        } else {
            auto* text = new Label(fact.mono ? Label::Mono : Label::Body, fact.text);
            text->setTextInteractionFlags(Qt::TextSelectableByMouse);
            text->setElided(true);
            m_grid->addWidget(text, row, 1);
        }
        ++row;
    }
}

}  // namespace slipway::gui
