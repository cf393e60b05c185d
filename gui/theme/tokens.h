#pragma once

#include <QColor>
#include <QFont>
#include <QObject>
#include <QString>
#include <array>

/// What every view is drawn with: colours, distances, type, motion. Nothing outside this folder names a colour or a
/// font. Thread: the GUI thread, all of it.
namespace slipway::gui {

/// Distances in device independent pixels.
namespace space {
inline constexpr int kXs = 4;
inline constexpr int kS = 8;
inline constexpr int kM = 12;
inline constexpr int kL = 16;
inline constexpr int kXl = 24;
inline constexpr int kXxl = 32;
}  // namespace space

namespace metric {
inline constexpr int kControlRadius = 4;
inline constexpr int kCardRadius = 8;
inline constexpr int kRowHeight = 28;
inline constexpr int kCompactRowHeight = 24;
inline constexpr int kMinimumHit = 28;
inline constexpr int kFocusRing = 2;
inline constexpr int kNavWidth = 176;
inline constexpr int kNavCollapsedWidth = 48;
inline constexpr int kNavCollapsesBelow = 1200;  ///< width of the window
inline constexpr int kToolbarHeight = 44;
inline constexpr int kInspectorWidth = 340;
inline constexpr int kStatusBarHeight = 24;
}  // namespace metric

/// Type sizes in pixels.
namespace type {
inline constexpr int kCaption = 11;
inline constexpr int kSmall = 12;
inline constexpr int kBody = 13;
inline constexpr int kTitle = 16;
inline constexpr int kDisplay = 22;
inline constexpr int kMono = 12;
}  // namespace type

/// The state of a service or an instance as it is shown: always a colour and a shape.
enum class Status { Ok, Degraded, Failing, Pending, Stopped, Unknown };

struct Colors {
    QColor background;  ///< behind everything
    QColor surface;     ///< panels, tables, cards
    QColor raised;      ///< menus, nodes, what lies on a surface
    QColor separator;   ///< hairlines; not a control's outline
    QColor outline;     ///< of controls, 3:1 on its ground
    QColor text;
    QColor muted;  ///< secondary text, 4.5:1 on background and surface
    QColor accent;
    QColor onAccent;
    QColor ok;
    QColor warn;
    QColor err;
    QColor unknown;
    QColor hover;      ///< ground of a row or button under the pointer
    QColor selection;  ///< ground of what is selected: accent at 15 % on surface
    QColor track;      ///< empty part of a bar or stepper, skeletons

    QColor status(Status status) const;
};

/// `over` laid on `ground` at `alpha` (0-1), as an opaque colour: cheaper to paint than blending.
QColor mix(const QColor& ground, const QColor& over, double alpha);

/// Text on `ground`: WCAG 2.1 contrast ratio, 1-21.
double contrast(const QColor& text, const QColor& ground);

const Colors& darkColors();
const Colors& lightColors();

enum class ThemeChoice { System, Dark, Light };

/// The theme in force. `changed` tells views to repaint with colors(); widgets that the style paints follow by
/// themselves.
class Theme : public QObject {
    Q_OBJECT
  public:
    static Theme& current();

    const Colors& colors() const;
    bool isDark() const { return m_dark; }
    ThemeChoice choice() const { return m_choice; }
    /// Applies style, palette and font to the application and emits changed(). System asks the desktop portal, then the
    /// palette that the platform gave.
    void setChoice(ThemeChoice choice);
    /// For a test or a screenshot: no animation.
    void setReducedMotion(bool reduced);

    /// Milliseconds for an animation that should last `ms` (120 or 200): 0 where motion is reduced, so that callers
    /// need no branch.
    int duration(int ms) const { return m_reducedMotion ? 0 : ms; }
    static constexpr int kQuick = 120;
    static constexpr int kCalm = 200;

    /// The colour a team declares in its manifest where that is valid, else one of the palette's eight by the team's
    /// name, the same at each start.
    QColor team(const QString& name, const QString& declared = {}) const;
    /// One or two letters: "Order desk" -> "OD", "points" -> "PO".
    static QString initials(const QString& name);

    /// Inter where it is installed, else the system's; with Hangul from the first Korean family found. `pixels` from
    /// `type`.
    QFont font(int pixels = type::kBody, QFont::Weight weight = QFont::Normal) const;
    QFont mono(int pixels = type::kMono) const;

  signals:
    void changed();

  private:
    Theme();
    void apply();

    ThemeChoice m_choice = ThemeChoice::System;
    bool m_dark = true;
    bool m_reducedMotion = false;
};

/// The eight colours of teams that declare none; legible as a bar on both themes, always shown with initials.
extern const std::array<QColor, 8> kTeamPalette;

/// Shorthand for what painting code says most.
inline const Colors& colors() {
    return Theme::current().colors();
}

}  // namespace slipway::gui
