#pragma once

#include <QWidget>

namespace slipway::gui {

class Label;

/// What a view shows in place of nothing where a few lines of a manifest would change that: an icon, one sentence, the
/// lines, and a button that copies them.
class SnippetState : public QWidget {
    Q_OBJECT
  public:
    SnippetState(const QString& icon, const QString& sentence, const QString& snippet, QWidget* parent = nullptr);
    void setSentence(const QString& sentence);
    QString snippet() const { return m_snippet; }

  private:
    QString m_snippet;
    Label* m_sentence;
};

}  // namespace slipway::gui
