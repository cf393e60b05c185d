#include "gui/views/controls/card.h"

#include <QPainter>
#include <QVBoxLayout>

#include "gui/views/controls/label.h"
#include "gui/views/controls/paint.h"

namespace slipway::gui {

Card::Card(const QString& title, QWidget* parent) : QWidget(parent) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::kL, space::kM, space::kL, space::kM);
    column->setSpacing(space::kS);
    m_header = new QHBoxLayout;
    m_header->setSpacing(space::kS);
    m_title = new Label(Label::Strong);
    m_header->addWidget(m_title);
    m_header->addStretch(1);
    column->addLayout(m_header);
    m_body = new QVBoxLayout;
    m_body->setSpacing(space::kS);
    column->addLayout(m_body, 1);
    setTitle(title);
}

void Card::setTitle(const QString& title) {
    m_title->setText(title);
    m_title->setVisible(!title.isEmpty());
    setAccessibleName(title);
}

void Card::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paintPanel(painter, rect(), colors().surface, colors().separator);
}

}  // namespace slipway::gui
