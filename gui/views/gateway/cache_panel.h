#pragma once

#include <QHash>
#include <QWidget>
#include <nlohmann/json_fwd.hpp>

class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;

namespace slipway::gui {

class Label;

/// What the response cache did: the share that it answered, its counts, its memory, and what empties it.
class CachePanel : public QWidget {
    Q_OBJECT
  public:
    explicit CachePanel(QWidget* parent = nullptr);

    /// Of `GET …/cache`.
    void setStats(const nlohmann::json& stats);
    void setBlocked(const QString& reason);
    QString text() const;  ///< all figures in one line; for tests and screen readers

  signals:
    /// `prefix` empty: all.
    void purgeRequested(const QString& prefix);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    class Meter;
    void refreshButton();

    QStackedWidget* m_stack;
    Label* m_rate;
    Label* m_sentence;
    Meter* m_meter;
    Label* m_memory;
    QHash<QString, Label*> m_figures;
    QLineEdit* m_prefix;
    QPushButton* m_purge;
    QString m_blocked;
};

}  // namespace slipway::gui
