#pragma once

#include <QLineEdit>
#include <QListView>
#include <QWidget>
#include <functional>
#include <vector>

namespace slipway::gui {

/// One thing that the palette can do.
struct PaletteEntry {
    QString title;
    QString group;  ///< "Service", "Action", "Screen"..., translated
    QString icon;
    QString shortcut;
    QString reason;  ///< not empty: it can't be done now, and why
    std::function<void()> run;
};

class PaletteModel;

/// Fuzzy search over all services and actions. Lies over the window at its top; Escape or a click beside it closes it.
class CommandPalette : public QWidget {
    Q_OBJECT
  public:
    explicit CommandPalette(QWidget* host);

    void open(std::vector<PaletteEntry> entries);
    QLineEdit* field() const { return m_field; }
    /// Titles in the order shown; for tests.
    QStringList shown() const;

  protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void place();
    void close();
    void run(const QModelIndex& index);
    QRect panel() const;

    QLineEdit* m_field;
    QListView* m_list;
    PaletteModel* m_model;
    QWidget* m_before = nullptr;
};

}  // namespace slipway::gui
