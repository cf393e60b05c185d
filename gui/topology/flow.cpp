#include "gui/topology/flow.h"

#include <algorithm>
#include <cmath>

namespace slipway::gui {

double Flow::speed(double rps) {
    return 18 + 26 * std::log10(1 + std::max(0.0, rps));
}

double Flow::spacing(double rps) {
    return std::clamp(150 - 34 * std::log10(1 + std::max(0.0, rps)), 44.0, 150.0);
}

void Flow::setLanes(std::vector<Lane> lanes) {
    std::vector<Track> tracks;
    tracks.reserve(lanes.size());
    for (Lane& lane : lanes) {
        Track track;
        const auto before =
            std::find_if(m_lanes.begin(), m_lanes.end(), [&](const Track& t) { return t.lane.edge == lane.edge; });
        // Edges start out of step, or dots would leave a node like a rank of soldiers.
        track.phase = before != m_lanes.end() ? before->phase : std::fmod(lane.edge * 37.0, spacing(lane.rps));
        double length = 0;
        for (int i = 0; i < lane.route.size(); ++i) {
            if (i > 0)
                length +=
                    std::hypot(lane.route[i].x() - lane.route[i - 1].x(), lane.route[i].y() - lane.route[i - 1].y());
            track.reached.push_back(length);
        }
        track.lane = std::move(lane);
        if (length > 0)
            tracks.push_back(std::move(track));
    }
    m_lanes = std::move(tracks);
    place();
}

void Flow::advance(double seconds) {
    for (Track& track : m_lanes)
        track.phase = std::fmod(track.phase + seconds * speed(track.lane.rps), spacing(track.lane.rps));
    place();
}

void Flow::place() {
    m_dots.clear();
    for (const Track& track : m_lanes) {
        const double end = track.reached.back() - 9;  // none on the arrow head
        std::size_t segment = 1;
        for (double at = track.phase; at < end; at += spacing(track.lane.rps)) {
            while (segment + 1 < track.reached.size() && track.reached[segment] < at)
                ++segment;
            const double from = track.reached[segment - 1];
            const double length = track.reached[segment] - from;
            const double t = length > 0 ? (at - from) / length : 0;
            const QPointF a = track.lane.route[static_cast<int>(segment) - 1];
            const QPointF b = track.lane.route[static_cast<int>(segment)];
            m_dots.push_back({a + (b - a) * t, track.lane.edge});
        }
    }
}

}  // namespace slipway::gui
