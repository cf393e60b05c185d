#include "gui/views/controls/snippet_state.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include "gui/views/controls/icon_button.h"
#include "gui/views/controls/label.h"
#include "gui/views/controls/paint.h"

namespace slipway::gui {

namespace {

constexpr int kIconSide = 32;
constexpr int kMostWidth = 720;

/// The icon at the top, drawn so that it follows the theme.
class SnippetPicture : public QWidget {
  public:
    explicit SnippetPicture(const QString& icon) : m_icon(icon) { setFixedSize(kIconSide, kIconSide); }

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.drawPixmap(
            0, 0, iconPixmap(m_icon, mix(colors().surface, colors().muted, 0.6), kIconSide, devicePixelRatioF()));
    }

  private:
    QString m_icon;
};

/// The lines on a ground of their own.
class SnippetPanel : public QWidget {
  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        paintPanel(painter, QRectF(rect()), colors().surface, colors().separator);
    }
};

}  // namespace

SnippetState::SnippetState(const QString& icon, const QString& sentence, const QString& snippet, QWidget* parent)
    : QWidget(parent), m_snippet(snippet) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::kL, space::kM, space::kL, space::kM);
    column->setSpacing(space::kM);
    column->addStretch(1);
    column->addWidget(new SnippetPicture(icon), 0, Qt::AlignHCenter);
    m_sentence = new Label(Label::Muted, sentence);
    m_sentence->setAlignment(Qt::AlignCenter);
    m_sentence->setWordWrap(true);
    column->addWidget(m_sentence);
    if (!snippet.isEmpty()) {
        auto* panel = new SnippetPanel;
        auto* row = new QHBoxLayout(panel);
        row->setContentsMargins(space::kL, space::kM, space::kM, space::kM);
        auto* lines = new Label(Label::Mono, snippet.endsWith(u'\n') ? snippet.chopped(1) : snippet);
        lines->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        lines->setAccessibleName(tr("Lines for slipway.yaml"));
        row->addWidget(lines, 1);
        auto* copy = makeButton(ButtonKind::Normal, QStringLiteral("copy"), tr("Copy"));
        copy->setAccessibleName(tr("Copy the lines for slipway.yaml"));
        row->addWidget(copy, 0, Qt::AlignTop);
        panel->setMaximumWidth(kMostWidth);
        column->addWidget(panel, 0, Qt::AlignHCenter);
        connect(copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_snippet); });
    }
    column->addStretch(2);
}

void SnippetState::setSentence(const QString& sentence) {
    m_sentence->setText(sentence);
}

}  // namespace slipway::gui
