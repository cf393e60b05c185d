#pragma once

#include <QString>
#include <QStringList>
#include <cstdint>
#include <deque>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::gui {

class LogSlice;

enum class LogLevel : std::uint8_t { None, Trace, Debug, Info, Warn, Error };

/// "warning" -> Warn..., by the words that loggers use; None for others.
LogLevel logLevelFromWord(std::string_view word);

/// What `GET …/logs` says of a line.
struct LogLine {
    qint64 atMs = 0;
    qint64 intervalMs = 0;  ///< > 0: written at some time in [atMs - intervalMs, atMs]
    std::string instance;
    std::string service;
    std::string text;  ///< UTF-8, may hold ANSI colours
    LogLevel level = LogLevel::None;
    bool isError = false;  ///< from standard error
};

std::optional<LogLine> logLineFromJson(const nlohmann::json& json);

/// Lines of output, newest last, their bytes side by side in blocks of 1 MiB: a million lines cost their bytes and 32
/// more each. Past the capacity the oldest block goes; droppedLines() says how many lines went with it. Lines are
/// numbered from the first ever appended, so that a number stays good while the line lives.
class LogArena {
  public:
    static constexpr std::size_t kBlockBytes = 1 << 20;
    static constexpr std::size_t kCapacityBytes = 64u << 20;
    /// Longer lines are cut when they are appended.
    static constexpr std::size_t kLongestLine = 64u << 10;

    explicit LogArena(std::size_t capacityBytes = kCapacityBytes) : m_capacity(capacityBytes) {}

    struct View {
        std::string_view text;
        qint64 atMs = 0;
        qint64 intervalMs = 0;
        int instance = 0;  ///< index into instances()
        LogLevel level = LogLevel::None;
        bool isError = false;
    };

    void append(const LogLine& line);
    void clear();

    /// Lines [first(), end()) are there.
    std::uint64_t first() const { return m_first; }
    std::uint64_t end() const { return m_first + m_lines.size(); }
    /// Since clear(): what was cleared away was not lost for want of room.
    std::uint64_t droppedLines() const { return m_dropped; }
    std::size_t bytes() const { return m_blocks.size() * kBlockBytes; }
    View at(std::uint64_t line) const;

    /// Names of the instances seen so far, and the service of each.
    const QStringList& instances() const { return m_instances; }
    const QStringList& services() const { return m_services; }

  private:
    friend class LogSlice;
    struct Ref {
        qint64 atMs;
        std::uint32_t block;
        std::uint32_t offset;
        std::uint32_t length;
        std::uint32_t intervalMs;
        std::uint16_t instance;
        LogLevel level;
        bool isError;
    };
    using Bytes = std::shared_ptr<char[]>;
    struct Block {
        Bytes bytes;
        std::size_t used = 0;
        std::uint64_t lines = 0;
    };

    static View viewOf(const Ref& ref, const Bytes& bytes);
    std::uint16_t instanceIndex(const LogLine& line);

    std::size_t m_capacity;
    std::deque<Block> m_blocks;
    std::uint32_t m_firstBlock = 0;  ///< number of m_blocks.front()
    std::deque<Ref> m_lines;
    std::uint64_t m_first = 0;
    std::uint64_t m_dropped = 0;
    QStringList m_instances;
    QStringList m_services;
};

/// Lines of an arena for another thread to read: their places are copied, their bytes shared. Bytes that were written
/// once are never changed, and live as long as a slice holds them.
class LogSlice {
  public:
    LogSlice() = default;
    /// Lines [from, from + most) of those that the arena has.
    LogSlice(const LogArena& arena, std::uint64_t from, std::size_t most);

    std::uint64_t first() const { return m_first; }
    std::uint64_t end() const { return m_first + m_refs.size(); }
    LogArena::View at(std::uint64_t line) const;

  private:
    std::uint64_t m_first = 0;
    std::vector<LogArena::Ref> m_refs;
    std::uint32_t m_firstBlock = 0;
    std::vector<LogArena::Bytes> m_blocks;
};

}  // namespace slipway::gui
