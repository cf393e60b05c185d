#include <signal.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "cli/app.h"

namespace {

bool colors(bool terminal) {
    const char* none = ::getenv("NO_COLOR");  // https://no-color.org
    const char* kind = ::getenv("TERM");
    return terminal && !(none && *none) && !(kind && std::string_view(kind) == "dumb");
}

int columns() {
    winsize size{};
    return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20 ? size.ws_col : 80;
}

// `up` alone takes Ctrl-C itself: it stops what it started. Every other verb just ends.
int takeInterrupts() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
    return ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

}  // namespace

int main(int argc, char** argv) {
    ::signal(SIGPIPE, SIG_DFL);
    const bool out = ::isatty(STDOUT_FILENO) == 1;
    const bool err = ::isatty(STDERR_FILENO) == 1;
    slipway::cli::Console console{std::cout, std::cerr, out, err, colors(out), colors(err), columns(), takeInterrupts};
    std::error_code error;
    const std::string folder = std::filesystem::current_path(error).string();
    return slipway::cli::run({argv + 1, argv + argc}, console, folder.empty() ? "/" : folder);
}
