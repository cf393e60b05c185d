#include "kit/request_context.h"

#include "kit/json_writer.h"

namespace shop::kit {

namespace {

thread_local RequestContext* t_current = nullptr;

constexpr std::array<const char*, static_cast<std::size_t>(Phase::Count)> kPhaseNames = {"decode", "domain", "store",
                                                                                         "encode", "calls"};

}  // namespace

void Timings::start() {
    m_since = Clock::now();
    m_phase = Phase::Domain;
}

void Timings::settle() {
    const auto now = Clock::now();
    m_spent[static_cast<std::size_t>(m_phase)] += now - m_since;
    m_since = now;
}

Phase Timings::enter(Phase phase) {
    settle();
    const Phase before = m_phase;
    m_phase = phase;
    return before;
}

void Timings::stop() {
    settle();
}

std::int64_t Timings::microseconds(Phase phase) const {
    return std::chrono::duration_cast<std::chrono::microseconds>(m_spent[static_cast<std::size_t>(phase)]).count();
}

std::string Timings::header() const {
    std::string out;
    out.reserve(96);
    for (std::size_t i = 0; i < kPhaseNames.size(); ++i) {
        const auto spent = microseconds(static_cast<Phase>(i));
        if (static_cast<Phase>(i) == Phase::Calls && spent == 0) {
            continue;
        }
        if (!out.empty()) {
            out += ", ";
        }
        out += kPhaseNames[i];
        out += ";dur=";
        appendThousandths(out, spent);
    }
    return out;
}

RequestContext* RequestContext::current() {
    return t_current;
}

RequestScope::RequestScope(RequestContext& context) : m_before(t_current) {
    t_current = &context;
}
RequestScope::~RequestScope() {
    t_current = m_before;
}

PhaseScope::PhaseScope(Phase phase) : m_context(t_current) {
    if (m_context != nullptr) {
        m_before = m_context->timings.enter(phase);
    }
}

PhaseScope::~PhaseScope() {
    if (m_context != nullptr) {
        m_context->timings.enter(m_before);
    }
}

}  // namespace shop::kit
