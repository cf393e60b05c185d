#pragma once

#include <QSortFilterProxyModel>
#include <QStringList>

#include "gui/models/store.h"

namespace slipway::gui {

/// What the field above the Services table says: words that the name must hold, `team:pay`, and
/// `status:ok|bad|starting|degraded|failing| stopped`. Several of a kind are alternatives; kinds and words must all
/// hold. A key that is unknown is a word.
class ServiceFilter {
  public:
    static ServiceFilter parse(const QString& text);
    bool matches(const Service& service, const QString& teamName) const;
    bool isEmpty() const { return m_words.isEmpty() && m_teams.isEmpty() && m_statuses.isEmpty(); }

  private:
    QStringList m_words;
    QStringList m_teams;
    QStringList m_statuses;
};

/// Filters and sorts a ServicesModel. Follows values only when resort() is called: a row must not jump while someone
/// aims at it.
class ServiceFilterModel : public QSortFilterProxyModel {
    Q_OBJECT
  public:
    explicit ServiceFilterModel(QObject* parent = nullptr);

    void setFilterText(const QString& text);
    QString filterText() const { return m_text; }
    /// Filters and sorts by the values of now.
    void resort();
    /// Services that the filter keeps from sight.
    int hiddenCount() const;

  signals:
    void hiddenCountChanged(int hidden);

  protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

  private:
    QString m_text;
    ServiceFilter m_filter;
};

}  // namespace slipway::gui
