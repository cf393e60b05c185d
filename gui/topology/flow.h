#pragma once

#include <QPointF>
#include <QPolygonF>
#include <vector>

namespace slipway::gui {

/// Dots that wander along edges with traffic, a hint of direction and rate. Pure geometry: the view paints them and
/// owns the clock.
class Flow {
  public:
    struct Lane {
        int edge = -1;
        QPolygonF route;
        double rps = 0;
    };
    struct Dot {
        QPointF at;  ///< scene
        int edge = -1;
    };

    /// Edges that stay keep the places of their dots.
    void setLanes(std::vector<Lane> lanes);
    void advance(double seconds);
    const std::vector<Dot>& dots() const { return m_dots; }
    bool isEmpty() const { return m_lanes.empty(); }

    /// Scene units a second: 26 at 1 rps, slower than the eye follows with effort at any rate.
    static double speed(double rps);
    /// Scene units between two dots: closer where there is more traffic.
    static double spacing(double rps);

  private:
    struct Track {
        Lane lane;
        std::vector<double> reached;  ///< length from the start, by point
        double phase = 0;             ///< of the first dot, in scene units
    };
    void place();

    std::vector<Track> m_lanes;
    std::vector<Dot> m_dots;
};

}  // namespace slipway::gui
