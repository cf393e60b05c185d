#include "gui/theme/icons.h"

#include <QDir>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

// Resources of a static library are registered by hand; the macro must stand outside every namespace.
static void registerIcons() {
    Q_INIT_RESOURCE(icons);
}

namespace slipway::gui {

namespace {

QByteArray source(const QString& name) {
    static const bool registered = (registerIcons(), true);
    Q_UNUSED(registered)
    QFile file(QStringLiteral(":/slipway/icons/%1.svg").arg(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QColor roleColor(IconColor role, QIcon::Mode mode) {
    const Colors& c = colors();
    if (mode == QIcon::Disabled) {
        return mix(c.surface, c.outline, 0.6);
    }
    if (role == IconColor::Muted && (mode == QIcon::Selected || mode == QIcon::Active)) {
        return c.text;
    }
    switch (role) {
        case IconColor::Text:
            return c.text;
        case IconColor::Muted:
            return c.muted;
        case IconColor::Accent:
            return c.accent;
        case IconColor::OnAccent:
            return c.onAccent;
        case IconColor::Ok:
            return c.ok;
        case IconColor::Warn:
            return c.warn;
        case IconColor::Err:
            return c.err;
    }
    return c.muted;
}

class Engine : public QIconEngine {
  public:
    Engine(QString name, IconColor role) : m_name(std::move(name)), m_role(role) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override {
        const qreal ratio = painter->device() ? painter->device()->devicePixelRatio() : 1.0;
        const QSize size = rect.size() * ratio;
        QPixmap drawn = pixmap(size, mode, state);
        drawn.setDevicePixelRatio(ratio);
        painter->drawPixmap(rect.topLeft(), drawn);
    }

    // `size` is in device pixels.
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        Q_UNUSED(state)
        return iconPixmap(m_name, roleColor(m_role, mode), std::min(size.width(), size.height()), 1.0);
    }

    QIconEngine* clone() const override { return new Engine(m_name, m_role); }
    bool isNull() override { return source(m_name).isEmpty(); }
    QString key() const override { return QStringLiteral("slipway"); }

  private:
    QString m_name;
    IconColor m_role;
};

}  // namespace

QIcon icon(const QString& name, IconColor color) {
    return QIcon(new Engine(name, color));
}

QPixmap iconPixmap(const QString& name, const QColor& color, int pixels, qreal ratio) {
    const int side = qRound(pixels * ratio);
    const QString key = QStringLiteral("slipway/%1/%2/%3").arg(name, color.name()).arg(side);
    QPixmap drawn;
    if (!QPixmapCache::find(key, &drawn)) {
        drawn = QPixmap(side, side);
        drawn.fill(Qt::transparent);
        QByteArray svg = source(name);
        if (!svg.isEmpty()) {
            svg.replace("currentColor", color.name().toLatin1());
            QSvgRenderer renderer(svg);
            QPainter painter(&drawn);
            renderer.render(&painter, QRectF(0, 0, side, side));
        }
        QPixmapCache::insert(key, drawn);
    }
    drawn.setDevicePixelRatio(ratio);
    return drawn;
}

QStringList iconNames() {
    source(QString());
    QStringList names;
    for (const QString& file : QDir(QStringLiteral(":/slipway/icons")).entryList({QStringLiteral("*.svg")})) {
        names << file.chopped(4);
    }
    return names;
}

}  // namespace slipway::gui
