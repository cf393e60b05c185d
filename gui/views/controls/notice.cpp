#include "gui/views/controls/notice.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QPainter>
#include <QVBoxLayout>

#include "gui/views/controls/icon_button.h"
#include "gui/views/controls/label.h"
#include "gui/views/controls/paint.h"

namespace slipway::gui {

namespace {
constexpr int kMostLines = 12;
}

Notice::Notice(Kind kind, QWidget* parent) : QWidget(parent), m_kind(kind) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(40, 10, space::kS, 10);
    row->setSpacing(space::kS);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(2);
    m_title = new Label(Label::Strong);
    m_title->setWordWrap(true);
    m_text = new Label(Label::Muted);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_lines = new Label(Label::Mono);
    m_lines->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_lines->setWordWrap(true);
    texts->addWidget(m_title);
    texts->addWidget(m_text);
    texts->addWidget(m_lines);
    m_actions = new QHBoxLayout;
    m_actions->setSpacing(space::kS);
    m_retry = makeButton(ButtonKind::Normal, QStringLiteral("restart"), tr("Retry"));
    m_copy = makeButton(ButtonKind::Quiet, QStringLiteral("copy"), tr("Copy details"));
    m_actions->addWidget(m_retry);
    m_actions->addWidget(m_copy);
    row->addLayout(texts, 1);
    row->addLayout(m_actions);
    row->setAlignment(m_actions, Qt::AlignVCenter);
    m_close = new IconButton(QStringLiteral("close"), tr("Dismiss"));
    row->addWidget(m_close, 0, Qt::AlignTop);
    m_close->hide();
    m_retry->hide();
    m_copy->hide();
    m_text->hide();
    m_lines->hide();
    connect(m_retry, &QPushButton::clicked, this, &Notice::retry);
    connect(m_copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(details()); });
    connect(m_close, &QToolButton::clicked, this, [this] {
        hide();
        emit dismissed();
    });
}

void Notice::setKind(Kind kind) {
    m_kind = kind;
    update();
}

void Notice::setText(const QString& title, const QString& text) {
    m_title->setText(title);
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
    setAccessibleName(title);
    setAccessibleDescription(text);
}

void Notice::setError(const QString& title, const ApiError& error) {
    QString cause = error.message;
    if (!error.hint.isEmpty()) {
        cause += (cause.isEmpty() ? QString() : QStringLiteral(" ")) + error.hint;
    }
    setText(title, cause);
    setLines(error.details);
    m_copy->show();
}

void Notice::setLines(const QStringList& lines) {
    m_lines->setText(lines.mid(std::max<qsizetype>(0, lines.size() - kMostLines)).join(u'\n'));
    m_lines->setVisible(!lines.isEmpty());
}

QPushButton* Notice::addAction(const QString& text) {
    auto* button = makeButton(ButtonKind::Normal, {}, text);
    m_actions->insertWidget(m_actions->count() - 2, button);
    return button;
}

void Notice::setRetry(bool shown) {
    m_retry->setVisible(shown);
}
void Notice::setDismissable(bool dismissable) {
    m_close->setVisible(dismissable);
}

QString Notice::details() const {
    QStringList parts{m_title->text(), m_text->text(), m_lines->text()};
    parts.removeAll(QString());
    return parts.join(u'\n');
}

QColor Notice::ink() const {
    switch (m_kind) {
        case Info:
            return colors().accent;
        case Warning:
            return colors().warn;
        case Error:
            return colors().err;
    }
    return colors().accent;
}

void Notice::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paintPanel(painter, rect(), mix(colors().surface, ink(), 0.09), mix(colors().surface, ink(), 0.35));
    const QString name = m_kind == Info ? QStringLiteral("info") : QStringLiteral("alert");
    painter.drawPixmap(14, 12, iconPixmap(name, ink(), 16, devicePixelRatioF()));
}

}  // namespace slipway::gui
