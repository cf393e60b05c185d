#include "gui/views/controls/empty_state.h"

#include <QPushButton>
#include <QVBoxLayout>

#include "gui/views/controls/icon_button.h"
#include "gui/views/controls/label.h"

namespace slipway::gui {

EmptyState::EmptyState(const QString& iconName, const QString& sentence, const QString& button, QWidget* parent)
    : QWidget(parent), m_icon(iconName) {
    auto* column = new QVBoxLayout(this);
    column->setSpacing(space::kM);
    column->addStretch(1);
    m_picture = new QLabel;
    m_picture->setAlignment(Qt::AlignCenter);
    column->addWidget(m_picture);
    m_sentence = new Label(Label::Muted, sentence);
    m_sentence->setAlignment(Qt::AlignCenter);
    m_sentence->setWordWrap(true);
    column->addWidget(m_sentence);
    if (!button.isEmpty()) {
        auto* action = makeButton(ButtonKind::Normal, {}, button);
        column->addWidget(action, 0, Qt::AlignHCenter);
        connect(action, &QPushButton::clicked, this, &EmptyState::clicked);
    }
    column->addStretch(2);
    restyle();
    connect(&Theme::current(), &Theme::changed, this, &EmptyState::restyle);
}

void EmptyState::setSentence(const QString& sentence) {
    m_sentence->setText(sentence);
}

void EmptyState::restyle() {
    m_picture->setPixmap(iconPixmap(m_icon, mix(colors().surface, colors().muted, 0.6), 32, devicePixelRatioF()));
}

}  // namespace slipway::gui
