#include "cli/progress.h"

#include <chrono>
#include <iterator>

namespace slipway::cli {
namespace {
constexpr const char* kFrames[] = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};
}

const char* phaseVerb(api::Phase phase) {
    switch (phase) {
        case api::Phase::Build:
            return "building";
        case api::Phase::Start:
            return "starting";
        case api::Phase::Health:
            return "waiting until ready";
        case api::Phase::Shift:
            return "shifting traffic";
        case api::Phase::Drain:
            return "draining";
        case api::Phase::Stop:
            return "stopping";
        case api::Phase::Done:
            return "done";
        case api::Phase::Unknown:
            return "working";
    }
    return "working";
}

std::string operationTitle(const api::Operation& operation) {
    const std::string whom = operation.service.empty() ? operation.project : operation.service;
    return std::string(word(operation.kind)) + (whom.empty() ? "" : " of " + whom);
}

Progress::Progress(Console& console, bool quiet) : m_console(console), m_quiet(quiet) {
    if (!m_quiet && m_console.errIsTerminal)
        m_thread = std::thread([this] { spin(); });
}

Progress::~Progress() {
    finish();
}

void Progress::finish() {
    {
        const std::lock_guard lock(m_console.lock);
        m_stopping = true;
        wipe();
    }
    m_wake.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

void Progress::update(const api::Operation& operation) {
    if (m_quiet)
        return;
    const std::lock_guard lock(m_console.lock);
    for (const auto& step : operation.steps) {
        const auto [known, fresh] = m_phases.emplace(step.instance, step.phase);
        if (!fresh && known->second == step.phase)
            continue;
        known->second = step.phase;
        const std::string what = step.instance + (step.replaces.empty() ? "" : " (for " + step.replaces + ")");
        if (step.phase == api::Phase::Done)
            println(m_console.onErr(Color::Green, "✓") + ' ' + what);
        else if (!m_console.errIsTerminal)
            println("  " + what + ": " + phaseVerb(step.phase));
    }
    m_text = operationTitle(operation);
    if (operation.total > 0)
        m_text += ' ' + std::to_string(operation.done) + '/' + std::to_string(operation.total);
    m_text += ": " + (operation.message.empty() ? std::string(phaseVerb(operation.phase))
                                                : harmless(operation.message, false));
    if (m_console.errIsTerminal) {
        draw();
    } else if (!operation.ended() && operation.steps.empty() && m_text != m_lastPlain) {
        m_lastPlain = m_text;
        println(m_text);
    }
}

void Progress::spin() {
    std::unique_lock lock(m_console.lock);
    while (!m_stopping) {
        m_wake.wait_for(lock, std::chrono::milliseconds(80));
        ++m_frame;
        if (!m_stopping)
            draw();
    }
}

void Progress::draw() {
    if (m_text.empty() || m_stopping)
        return;
    const std::string line = m_console.onErr(Color::Cyan, kFrames[m_frame % std::size(kFrames)]) + ' ' + m_text;
    m_console.err << "\r\x1b[K" << fitted(line, m_console.columns - 1) << std::flush;
    m_drawn = true;
}

void Progress::wipe() {
    if (m_drawn)
        m_console.err << "\r\x1b[K" << std::flush;
    m_drawn = false;
}

void Progress::println(const std::string& text) {
    wipe();
    m_console.err << text << std::endl;
}

}  // namespace slipway::cli
