#pragma once

#include <QWidget>

#include "gui/models/shapes.h"

class QHBoxLayout;
class QPushButton;

namespace slipway::gui {

class IconButton;

class Label;

/// Something that needs to be read, in the place that it concerns: an error with its cause, its log lines, Retry and
/// Copy details; or a warning, or a piece of news. Never a dialog.
class Notice : public QWidget {
    Q_OBJECT
  public:
    enum Kind { Info, Warning, Error };
    explicit Notice(Kind kind = Error, QWidget* parent = nullptr);

    void setKind(Kind kind);
    void setText(const QString& title, const QString& text = {});
    /// Title and cause, the lines in monospace beneath.
    void setError(const QString& title, const ApiError& error);
    void setLines(const QStringList& lines);
    /// Adds a button to the notice's right; it belongs to the notice.
    QPushButton* addAction(const QString& text);
    void setRetry(bool shown);
    void setDismissable(bool dismissable);
    QString details() const;

  signals:
    void retry();
    void dismissed();

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QColor ink() const;

    Kind m_kind;
    Label* m_title;
    Label* m_text;
    Label* m_lines;
    QHBoxLayout* m_actions;
    QPushButton* m_retry;
    QPushButton* m_copy;
    IconButton* m_close;
};

}  // namespace slipway::gui
