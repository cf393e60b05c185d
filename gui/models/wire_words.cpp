#include <array>
#include <cmath>

#include "gui/models/shapes.h"

namespace slipway::gui {

namespace {

template <class Enum>
struct Word {
    Enum value;
    const char* text;
};

constexpr std::array kServiceStates = {
    Word<ServiceState>{ServiceState::Ready, "ready"},       Word<ServiceState>{ServiceState::Starting, "starting"},
    Word<ServiceState>{ServiceState::Degraded, "degraded"}, Word<ServiceState>{ServiceState::Failing, "failing"},
    Word<ServiceState>{ServiceState::Stopped, "stopped"},
};

constexpr std::array kInstanceStates = {
    Word<InstanceState>{InstanceState::Pending, "pending"},
    Word<InstanceState>{InstanceState::Starting, "starting"},
    Word<InstanceState>{InstanceState::Ready, "ready"},
    Word<InstanceState>{InstanceState::Unready, "unready"},
    Word<InstanceState>{InstanceState::Draining, "draining"},
    Word<InstanceState>{InstanceState::Stopping, "stopping"},
    Word<InstanceState>{InstanceState::Stopped, "stopped"},
    Word<InstanceState>{InstanceState::Failed, "failed"},
    Word<InstanceState>{InstanceState::CrashLoop, "crash_loop"},
};

constexpr std::array kPhases = {
    Word<Phase>{Phase::Start, "start"}, Word<Phase>{Phase::Health, "health"}, Word<Phase>{Phase::Shift, "shift"},
    Word<Phase>{Phase::Drain, "drain"}, Word<Phase>{Phase::Stop, "stop"},     Word<Phase>{Phase::Done, "done"},
};

template <class Table, class Enum>
QString toWord(const Table& table, Enum value) {
    for (const auto& row : table) {
        if (row.value == value) {
            return QString::fromLatin1(row.text);
        }
    }
    return {};
}

template <class Table, class Enum>
Enum fromWord(const Table& table, const QString& word, Enum fallback) {
    for (const auto& row : table) {
        if (word == QLatin1String(row.text)) {
            return row.value;
        }
    }
    return fallback;
}

}  // namespace

QString wire(ServiceState state) {
    return toWord(kServiceStates, state);
}
QString wire(InstanceState state) {
    return toWord(kInstanceStates, state);
}
QString wire(Phase phase) {
    return toWord(kPhases, phase);
}

ServiceState serviceStateFromWire(const QString& word) {
    return fromWord(kServiceStates, word, ServiceState::Unknown);
}
InstanceState instanceStateFromWire(const QString& word) {
    return fromWord(kInstanceStates, word, InstanceState::Unknown);
}
Phase phaseFromWire(const QString& word) {
    return fromWord(kPhases, word, Phase::None);
}

Status statusOf(ServiceState state) {
    switch (state) {
        case ServiceState::Ready:
            return Status::Ok;
        case ServiceState::Starting:
            return Status::Pending;
        case ServiceState::Degraded:
            return Status::Degraded;
        case ServiceState::Failing:
            return Status::Failing;
        case ServiceState::Stopped:
            return Status::Stopped;
        case ServiceState::Unknown:
            break;
    }
    return Status::Unknown;
}

Status statusOf(InstanceState state) {
    switch (state) {
        case InstanceState::Ready:
            return Status::Ok;
        case InstanceState::Pending:
        case InstanceState::Starting:
            return Status::Pending;
        case InstanceState::Unready:
        case InstanceState::Draining:
        case InstanceState::Stopping:
            return Status::Degraded;
        case InstanceState::Stopped:
            return Status::Stopped;
        case InstanceState::Failed:
        case InstanceState::CrashLoop:
            return Status::Failing;
        case InstanceState::Unknown:
            break;
    }
    return Status::Unknown;
}

double Service::success() const {
    if (std::isnan(rps) || std::isnan(errorsPerS) || rps <= 0) {
        return kNotMeasured;
    }
    return 1.0 - std::min(1.0, errorsPerS / rps);
}

double PhaseSeconds::of(Phase phase) const {
    switch (phase) {
        case Phase::Start:
            return start;
        case Phase::Health:
            return health;
        case Phase::Shift:
            return shift;
        case Phase::Drain:
            return drain;
        case Phase::Stop:
            return stop;
        case Phase::None:
        case Phase::Done:
            break;
    }
    return 0;
}

}  // namespace slipway::gui
