#include "gui/topology/topology_accessible.h"

#include <QAccessibleWidget>
#include <QCoreApplication>
#include <map>

#include "gui/topology/topology_view.h"

namespace slipway::gui {
namespace {

QString translated(const char* text) {
    return QCoreApplication::translate("Topology", text);
}

/// One node. It is looked up by id each time: nodes come and go while assistive tools hold on to interfaces.
class NodeAccessible : public QAccessibleInterface, public QAccessibleActionInterface {
  public:
    NodeAccessible(QPointer<TopologyView> view, QString id) : m_view(std::move(view)), m_id(std::move(id)) {}

    bool isValid() const override { return node() != nullptr; }
    QObject* object() const override { return nullptr; }
    QWindow* window() const override { return m_view ? m_view->window()->windowHandle() : nullptr; }
    QAccessibleInterface* parent() const override {
        return m_view ? QAccessible::queryAccessibleInterface(m_view) : nullptr;
    }
    QAccessibleInterface* child(int) const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    QAccessible::Role role() const override { return QAccessible::ListItem; }

    QRect rect() const override {
        if (!m_view)
            return {};
        const QRect inView = m_view->mapFromScene(m_view->nodeRectOf(m_id)).boundingRect();
        return {m_view->viewport()->mapToGlobal(inView.topLeft()), inView.size()};
    }

    QString text(QAccessible::Text which) const override {
        const TopologyNode* n = node();
        if (!n)
            return {};
        if (which == QAccessible::Name)
            return describe(*n, m_view->topology());
        if (which == QAccessible::Description)
            return neighbours();
        return {};
    }
    void setText(QAccessible::Text, const QString&) override {}

    QAccessible::State state() const override {
        QAccessible::State state;
        const TopologyNode* n = node();
        state.selectable = true;
        state.focusable = true;
        if (!n) {
            state.invalid = true;
            return state;
        }
        state.selected = m_view->selection().node == m_id;
        state.focused = state.selected && m_view->hasFocus();
        state.offscreen =
            !m_view->viewport()->rect().intersects(m_view->mapFromScene(m_view->nodeRectOf(m_id)).boundingRect());
        return state;
    }

    void* interface_cast(QAccessible::InterfaceType type) override {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface*>(this) : nullptr;
    }
    QStringList actionNames() const override { return {pressAction(), showMenuAction()}; }
    void doAction(const QString& action) override {
        if (!m_view || !node())
            return;
        m_view->select({m_id, {}, {}});
        if (action == showMenuAction())
            emit m_view->nodeMenuRequested(m_id, rect().bottomLeft());
    }
    QStringList keyBindingsForAction(const QString&) const override { return {}; }

  private:
    const TopologyNode* node() const { return m_view ? m_view->topology().node(m_id) : nullptr; }

    QString neighbours() const {
        QStringList calls, callers;
        for (const TopologyEdge& edge : m_view->topology().edges) {
            if (edge.from == m_id)
                calls << edge.to;
            if (edge.to == m_id)
                callers << edge.from;
        }
        QStringList parts;
        if (!calls.isEmpty())
            parts << translated(QT_TRANSLATE_NOOP("Topology", "calls %1")).arg(calls.join(QStringLiteral(", ")));
        if (!callers.isEmpty())
            parts << translated(QT_TRANSLATE_NOOP("Topology", "called by %1")).arg(callers.join(QStringLiteral(", ")));
        return parts.join(QStringLiteral("; "));
    }

    QPointer<TopologyView> m_view;
    QString m_id;
};

class TopologyAccessible : public QAccessibleWidget {
  public:
    explicit TopologyAccessible(TopologyView* view)
        : QAccessibleWidget(view, QAccessible::List, view->accessibleName()) {}
    ~TopologyAccessible() override {
        for (const auto& [id, interface] : m_nodes)
            QAccessible::deleteAccessibleInterface(interface);
    }

    int childCount() const override { return static_cast<int>(view()->topology().nodes.size()); }
    QAccessibleInterface* child(int index) const override {
        if (index < 0 || index >= childCount())
            return nullptr;
        const QString& id = view()->topology().nodes[index].id;
        auto known = m_nodes.find(id);
        if (known == m_nodes.end())
            known = m_nodes.emplace(id, QAccessible::registerAccessibleInterface(new NodeAccessible(view(), id))).first;
        return QAccessible::accessibleInterface(known->second);
    }
    int indexOfChild(const QAccessibleInterface* child) const override {
        for (int i = 0; i < childCount(); ++i) {
            if (this->child(i) == child)
                return i;
        }
        return -1;
    }
    QAccessibleInterface* childAt(int x, int y) const override {
        for (int i = 0; i < childCount(); ++i) {
            if (child(i)->rect().contains(x, y))
                return child(i);
        }
        return nullptr;
    }
    QAccessibleInterface* focusChild() const override {
        for (int i = 0; i < childCount(); ++i) {
            if (child(i)->state().focused)
                return child(i);
        }
        return nullptr;
    }

  private:
    TopologyView* view() const { return static_cast<TopologyView*>(widget()); }
    mutable std::map<QString, QAccessible::Id> m_nodes;
};

QAccessibleInterface* makeInterface(const QString&, QObject* object) {
    auto* view = qobject_cast<TopologyView*>(object);
    return view ? new TopologyAccessible(view) : nullptr;
}

}  // namespace

void installTopologyAccessibility() {
    static const bool installed = [] {
        QAccessible::installFactory(makeInterface);
        return true;
    }();
    Q_UNUSED(installed)
}

void announceFocus(TopologyView* view, int node) {
    if (!QAccessible::isActive() || node < 0)
        return;
    QAccessibleEvent event(view, QAccessible::Focus);
    event.setChild(node);
    QAccessible::updateAccessibility(&event);
}

}  // namespace slipway::gui
