#pragma once

#include <condition_variable>
#include <map>
#include <string>
#include <thread>

#include "cli/console.h"
#include "protocol/api_operation.h"

namespace slipway::cli {

/// What goes on while a verb waits, on standard error. A terminal has one line with a spinner that is wiped at the end,
/// and a line for each step that is done; elsewhere each change is a plain line. Silent where `quiet`. Thread: calls
/// from one; the spinner has its own.
class Progress {
  public:
    Progress(Console& console, bool quiet);
    ~Progress();

    void update(const api::Operation& operation);
    /// Wipes the line. Nothing is drawn after.
    void finish();

  private:
    void draw();
    void spin();
    void wipe();
    void println(const std::string& text);

    Console& m_console;
    const bool m_quiet;
    std::string m_text;
    std::string m_lastPlain;
    std::map<std::string, api::Phase> m_phases;  ///< of instances
    size_t m_frame = 0;
    bool m_drawn = false;
    bool m_stopping = false;
    std::condition_variable m_wake;
    std::thread m_thread;
};

/// "starting", "waiting until ready", …: what an instance does in a phase.
const char* phaseVerb(api::Phase phase);
/// "redeploy of products", "up of shop".
std::string operationTitle(const api::Operation& operation);

}  // namespace slipway::cli
