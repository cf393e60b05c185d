#include "gui/views/shell/welcome_view.h"

#include <QPainter>
#include <QVBoxLayout>

#include "gui/theme/icons.h"
#include "gui/views/controls/label.h"
#include "gui/views/controls/notice.h"
#include "gui/views/shell/welcome_tile.h"

namespace slipway::gui {

WelcomeView::WelcomeView(QWidget* parent) : QWidget(parent) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::kXxl, space::kXl, space::kXxl, space::kXxl);
    column->setSpacing(space::kS);
    column->addStretch(2);
    auto* title = new Label(Label::Display, tr("See your services run as in production"));
    auto* sentence = new Label(Label::Muted, tr("Scaled out behind a real load balancer, redeployed alone with no "
                                                "dropped request, watched live: on this machine."));
    sentence->setWordWrap(true);
    auto* tiles = new QHBoxLayout;
    tiles->setSpacing(space::kL);
    m_sample = new WelcomeTile(QStringLiteral("play"), tr("Sample shop"),
                               tr("Five services of five teams, and shoppers that buy. Runs in seconds."), true);
    m_open = new WelcomeTile(QStringLiteral("folder"), tr("Open project"),
                             tr("Choose a slipway.yaml; services in any language."), false);
    m_new = new WelcomeTile(QStringLiteral("plus"), tr("New project"),
                            tr("Ten lines of slipway.yaml for a service of your own."), false);
    tiles->addStretch(1);
    tiles->addWidget(m_sample);
    tiles->addWidget(m_open);
    tiles->addWidget(m_new);
    tiles->addStretch(1);
    m_busy = new Label(Label::Muted);
    m_busy->setAlignment(Qt::AlignCenter);
    m_error = new Notice(Notice::Error);
    m_error->setRetry(true);
    m_error->hide();
    m_error->setMaximumWidth(780);
    m_busy->hide();
    title->setAlignment(Qt::AlignCenter);
    sentence->setAlignment(Qt::AlignCenter);
    column->addWidget(title);
    column->addWidget(sentence);
    column->addSpacing(space::kXl);
    column->addLayout(tiles);
    column->addSpacing(space::kL);
    column->addWidget(m_busy);
    auto* errorRow = new QHBoxLayout;
    errorRow->addStretch(1);
    errorRow->addWidget(m_error, 100);
    errorRow->addStretch(1);
    column->addLayout(errorRow);
    column->addStretch(3);
    connect(m_sample, &QAbstractButton::clicked, this, &WelcomeView::sampleRequested);
    connect(m_open, &QAbstractButton::clicked, this, &WelcomeView::openRequested);
    connect(m_new, &QAbstractButton::clicked, this, &WelcomeView::newRequested);
    connect(m_error, &Notice::retry, this, &WelcomeView::retryRequested);
}

void WelcomeView::setSampleAvailable(bool available, const QString& reason) {
    m_sample->setEnabled(available);
    m_sample->setToolTip(available ? QString() : reason);
}

void WelcomeView::setBusy(const QString& sentence) {
    m_busy->setText(sentence);
    m_busy->setVisible(!sentence.isEmpty());
}

void WelcomeView::setError(const QString& title, const ApiError& error) {
    m_error->setError(title, error);
    m_error->show();
}

void WelcomeView::clearError() {
    m_error->hide();
}

void WelcomeView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), colors().background);
}

}  // namespace slipway::gui
