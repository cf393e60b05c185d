#include "daemon/log_reader.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QRegularExpression>
#include <algorithm>
#include <array>
#include <deque>
#include <filesystem>
#include <map>
#include <vector>

#include "base/ansi.h"
#include "daemon/mask.h"
#include "protocol/api.h"
#include "runtime/log_history.h"

namespace slipway::daemon {
namespace {

// Two of the longest pieces of a line, so that each window has a whole one.
constexpr std::uint64_t kWindowBytes = 2 * runtime::kMaxLineBytes;
constexpr size_t kPieceBytes = 64 * 1024;
constexpr size_t kTailBytes = 8u << 20;
constexpr int kRestMs = 10;
constexpr int kLookMs = 1000;
// Of PCRE2's steps for one line; an ordinary expression takes some for each character.
constexpr const char* kMatchLimit = "(*LIMIT_MATCH=200000)(*LIMIT_DEPTH=20000)";
constexpr std::array<std::string_view, 6> kLevels{"trace", "debug", "info", "warn", "error", "fatal"};

size_t rankOf(std::string_view level) {
    return static_cast<size_t>(std::find(kLevels.begin(), kLevels.end(), level) - kLevels.begin());
}

struct Source {
    std::string path;
    std::string instance;
    api::LogStream kind = api::LogStream::Out;
    std::uint64_t next = 0;  ///< where the line after the window begins
    std::uint64_t end = 0;   ///< not read further in this pass
    runtime::LastLine lastLine = runtime::LastLine::CompleteOnly;
    std::deque<runtime::LogLine> window;
    WallMs latest = 0;          ///< a clock that was set back must not change a stream's order
    size_t rank = 2;            ///< of the line before: info until one says otherwise
    bool inside = false;        ///< the line before goes on
    bool continuation = false;  ///< what goes on was wanted
};

std::uint64_t sizeOf(const std::string& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

class Reading {
  public:
    Reading(const LogRequest& request, const LogReader::Sink& sink, const std::atomic<bool>& cancelled, int wake)
        : m_request(request),
          m_sink(sink),
          m_cancelled(cancelled),
          m_wake(wake),
          m_level(rankOf(request.level)),
          m_grep(QString::fromLatin1(kMatchLimit) + QString::fromStdString(request.grep)) {}

    void run() {
        // Before the files are looked at: what is written after is either in their sizes or brings an event.
        UniqueFd inotify;
        if (m_request.follow) {
            inotify = UniqueFd(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
            if (inotify)
                (void)::inotify_add_watch(inotify.get(), m_request.folder.c_str(), IN_MODIFY | IN_CREATE);
        }
        if (!history() || !flush())
            return;
        while (m_request.follow && wait(inotify.get())) {
            m_live = true;
            refresh();
            if (!pass([&](const api::LogLine& line) { return send(line); }) || !flush())
                return;
        }
    }

  private:
    /// Sizes as of now, and files that came since.
    void refresh() {
        std::error_code error;
        for (const auto& entry : std::filesystem::directory_iterator(m_request.folder, error)) {
            const std::string name = entry.path().filename().string();
            if (!name.ends_with(".out") && !name.ends_with(".err"))
                continue;
            const std::string instance = name.substr(0, name.size() - 4);
            if ((!m_request.instance.empty() && m_request.instance != instance) ||
                (!m_request.service.empty() && m_request.service != serviceOfInstance(instance)))
                continue;
            Source& source = m_sources[entry.path().string()];
            source.path = entry.path().string();
            source.instance = instance;
            source.kind = name.ends_with(".err") ? api::LogStream::Err : api::LogStream::Out;
            source.end = sizeOf(source.path);
            if (source.end < source.next)
                source.next = 0;
        }
    }

    bool history() {
        refresh();
        const bool filtered = m_request.since || m_request.until || !m_request.level.empty() || !m_request.grep.empty();
        for (auto& [path, source] : m_sources) {
            const runtime::LogHistory file(path);
            source.lastLine = m_request.follow ? runtime::LastLine::CompleteOnly : runtime::LastLine::AsItIs;
            if (m_request.tail && !filtered) {
                // The last ones are at the end: the rest need not be read.
                const auto lines = file.tail(*m_request.tail, source.lastLine, source.end);
                if (lines && !lines->empty())
                    source.next = lines->front().offset;
                else
                    source.next = source.lastLine == runtime::LastLine::AsItIs ? source.end : lineEnd(source);
            } else {
                source.next = (m_request.since ? file.offsetAt(*m_request.since) : file.firstOffset()).value_or(0);
            }
        }
        if (!m_request.tail)
            return pass([&](const api::LogLine& line) { return send(line); });
        std::deque<std::string> last;
        size_t bytes = 0;
        const bool whole = pass([&](const api::LogLine& line) {
            last.push_back(api::encode(line) + "\n");
            bytes += last.back().size();
            while (last.size() > *m_request.tail || (bytes > kTailBytes && last.size() > 1)) {
                bytes -= last.front().size();
                last.pop_front();
            }
            return true;
        });
        for (const auto& line : last)
            if (!sendText(line))
                return false;
        return whole;
    }

    /// After the last complete line, so that an incomplete one is told when it is complete.
    std::uint64_t lineEnd(const Source& source) const {
        const auto last = runtime::LogHistory(source.path).tail(1, runtime::LastLine::AsItIs, source.end);
        if (!last || last->empty())
            return source.end;
        const auto complete = runtime::LogHistory(source.path).tail(1, runtime::LastLine::CompleteOnly, source.end);
        return complete && !complete->empty() ? complete->back().endOffset : last->front().offset;
    }

    /// False when there is nothing more up to its end.
    bool fill(Source& source) const {
        while (source.window.empty() && source.next < source.end && !m_cancelled) {
            const runtime::LogHistory file(source.path);
            source.next = std::max(source.next, file.firstOffset().value_or(source.next));
            const std::uint64_t to = std::min(source.end, source.next + kWindowBytes);
            auto lines = file.range(source.next, SIZE_MAX,
                                    to == source.end ? source.lastLine : runtime::LastLine::CompleteOnly, to);
            if (!lines || lines->empty())
                return false;
            source.next = lines->back().endOffset;
            source.window.assign(std::make_move_iterator(lines->begin()), std::make_move_iterator(lines->end()));
        }
        return !source.window.empty();
    }

    /// All lines from each source's place to its end, merged by time, that are wanted.
    template <class Take>
    bool pass(Take take) {
        for (;;) {
            if (m_cancelled)
                return false;
            Source* first = nullptr;
            WallMs firstAt = 0;
            for (auto& [path, source] : m_sources) {
                if (!fill(source))
                    continue;
                const WallMs at = std::max(source.latest, source.window.front().at);
                if (!first || at < firstAt) {
                    first = &source;
                    firstAt = at;
                }
            }
            if (!first)
                return !m_cancelled;
            first->latest = firstAt;
            runtime::LogLine line = std::move(first->window.front());
            // What comes while we look was watched, though its index may be an instant behind.
            if (m_live)
                line.intervalMs = 0;
            first->window.pop_front();
            if (wanted(*first, line) && !take(toApi(line, first->instance, first->kind)))
                return false;
        }
    }

    bool wanted(Source& source, const runtime::LogLine& line) const {
        // The pieces of a line that is too long stay together.
        const bool goesOn = std::exchange(source.inside, line.continued);
        if (goesOn)
            return source.continuation;
        if (const size_t rank = rankOf(runtime::guessLevel(line.text)); rank < kLevels.size())
            source.rank = rank;
        source.continuation = matches(source, line);
        return source.continuation;
    }

    bool matches(const Source& source, const runtime::LogLine& line) const {
        if ((m_request.since && line.at < *m_request.since) || (m_request.until && line.at > *m_request.until))
            return false;
        if (!m_request.level.empty() && source.rank < m_level)
            return false;
        if (m_request.grep.empty())
            return true;
        const auto match = m_grep.match(QString::fromStdString(withoutAnsi(secretMask().line(line.text))));
        // Invalid: the limit was hit. What can't be decided is shown, not lost.
        return match.hasMatch() || !match.isValid();
    }

    bool send(const api::LogLine& line) { return sendText(api::encode(line) + "\n"); }
    bool sendText(const std::string& text) {
        m_piece += text;
        return m_piece.size() < kPieceBytes || flush();
    }
    bool flush() {
        if (m_cancelled)
            return false;
        return m_piece.empty() || m_sink(std::exchange(m_piece, {}));
    }

    /// Until a file may have grown; a while after, so that a flood is read in pieces of some size. False: cancelled.
    bool wait(int inotify) const {
        pollfd fds[] = {{m_wake, POLLIN, 0}, {inotify, POLLIN, 0}};
        // Without an inotify of our own (the user's limit) we look every now and then.
        ::poll(fds, 2, inotify >= 0 ? kLookMs : 10 * kRestMs);
        if (!m_cancelled)
            ::poll(fds, 1, kRestMs);
        alignas(inotify_event) char buffer[16 * 1024];
        while (inotify >= 0 && !m_cancelled && ::read(inotify, buffer, sizeof buffer) > 0) {
        }
        return !m_cancelled;
    }

    const LogRequest& m_request;
    const LogReader::Sink& m_sink;
    const std::atomic<bool>& m_cancelled;
    const int m_wake;
    const size_t m_level;
    const QRegularExpression m_grep;
    std::map<std::string, Source> m_sources;
    std::string m_piece;
    bool m_live = false;
};

}  // namespace

std::string serviceOfInstance(const std::string& instance) {
    return instance.substr(0, instance.rfind('-'));
}

api::LogLine toApi(const runtime::LogLine& line, const std::string& instance, api::LogStream stream) {
    api::LogLine out;
    out.at = line.at;
    out.instance = instance;
    out.service = serviceOfInstance(instance);
    out.stream = stream;
    out.text = secretMask().line(line.text);
    out.level = runtime::guessLevel(line.text);
    out.intervalMs = line.intervalMs;
    return out;
}

Result<> check(const LogRequest& request) {
    if (!request.level.empty() && rankOf(request.level) >= rankOf("fatal"))
        return fail(ErrorCode::Usage, "'" + request.level + "' is no level",
                    "One of trace, debug, info, warn and error; it and what is above are shown.");
    constexpr size_t kMostPattern = 1024;
    if (request.grep.size() > kMostPattern)
        return fail(ErrorCode::Usage, "a regular expression has at most " + std::to_string(kMostPattern) + " bytes");
    // A limit of the expression's own would count in place of ours.
    if (request.grep.starts_with("(*"))
        return fail(ErrorCode::Usage, "a regular expression may not begin with '(*'",
                    "Write \\(\\* for the characters.");
    const QRegularExpression expression(QString::fromStdString(request.grep));
    if (!expression.isValid())
        return fail(ErrorCode::Usage,
                    "the regular expression '" + request.grep + "' is none, at character " +
                        std::to_string(expression.patternErrorOffset() + 1) + ": " +
                        expression.errorString().toStdString(),
                    "A backslash before one of .*+?()[]{}|^$\\ takes it as it is.");
    if (request.since && request.until && *request.since > *request.until)
        return fail(ErrorCode::Usage, "since is later than until", "Swap them.");
    return {};
}

LogReader::LogReader(LogRequest request, Sink sink, std::function<void()> ended)
    : m_wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    m_thread = std::thread([this, asked = std::move(request), sink = std::move(sink), ended = std::move(ended)] {
        Reading(asked, sink, m_cancelled, m_wake.get()).run();
        ended();
    });
}

LogReader::~LogReader() {
    m_cancelled = true;
    const std::uint64_t one = 1;
    (void)!::write(m_wake.get(), &one, sizeof one);
    m_thread.join();
}

}  // namespace slipway::daemon
