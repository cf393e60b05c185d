#include "gui/models/log_arena.h"

#include <algorithm>

#include "gui/models/json_read.h"

namespace slipway::gui {

LogLevel logLevelFromWord(std::string_view word) {
    std::string lower(word);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (lower.starts_with("err") || lower == "fatal" || lower == "critical" || lower == "panic") {
        return LogLevel::Error;
    }
    if (lower.starts_with("warn")) {
        return LogLevel::Warn;
    }
    if (lower == "info" || lower == "notice") {
        return LogLevel::Info;
    }
    if (lower == "debug") {
        return LogLevel::Debug;
    }
    return lower == "trace" ? LogLevel::Trace : LogLevel::None;
}

std::optional<LogLine> logLineFromJson(const nlohmann::json& json) {
    if (!json.is_object() || !json.contains("text") || !json["text"].is_string()) {
        return std::nullopt;
    }
    LogLine line;
    line.atMs = read::whole(json, "at");
    line.intervalMs = read::whole(json, "interval_ms");
    line.instance = read::text(json, "instance").toStdString();
    line.service = read::text(json, "service").toStdString();
    line.text = json["text"].get<std::string>();
    line.level = logLevelFromWord(read::text(json, "level").toStdString());
    line.isError = read::text(json, "stream") == QLatin1String("err");
    return line;
}

std::uint16_t LogArena::instanceIndex(const LogLine& line) {
    const QString name = QString::fromStdString(line.instance);
    // The newest are asked for most.
    qsizetype at = m_instances.lastIndexOf(name);
    if (at < 0) {
        at = m_instances.size();
        if (at > 0xFFFF) {
            return 0xFFFF;
        }
        m_instances << name;
        m_services << QString::fromStdString(line.service);
    }
    return static_cast<std::uint16_t>(at);
}

void LogArena::append(const LogLine& line) {
    std::string_view text = line.text;
    if (text.size() > kLongestLine) {
        text = text.substr(0, kLongestLine);
    }
    if (m_blocks.empty() || m_blocks.back().used + text.size() > kBlockBytes) {
        while (!m_blocks.empty() && (m_blocks.size() + 1) * kBlockBytes > m_capacity) {
            const std::uint64_t gone = m_blocks.front().lines;
            m_lines.erase(m_lines.begin(), m_lines.begin() + static_cast<std::ptrdiff_t>(gone));
            m_first += gone;
            m_dropped += gone;
            m_blocks.pop_front();
            ++m_firstBlock;
        }
        m_blocks.emplace_back();
        m_blocks.back().bytes = Bytes(new char[kBlockBytes]);
    }
    Block& block = m_blocks.back();
    Ref ref{line.atMs,
            m_firstBlock + static_cast<std::uint32_t>(m_blocks.size() - 1),
            static_cast<std::uint32_t>(block.used),
            static_cast<std::uint32_t>(text.size()),
            static_cast<std::uint32_t>(std::clamp<qint64>(line.intervalMs, 0, UINT32_MAX)),
            instanceIndex(line),
            line.level,
            line.isError};
    std::copy(text.begin(), text.end(), block.bytes.get() + block.used);
    block.used += text.size();
    ++block.lines;
    m_lines.push_back(ref);
}

void LogArena::clear() {
    m_first = end();
    m_dropped = 0;
    m_firstBlock += static_cast<std::uint32_t>(m_blocks.size());
    m_blocks.clear();
    m_lines.clear();
    m_instances.clear();
    m_services.clear();
}

LogArena::View LogArena::at(std::uint64_t line) const {
    if (line < first() || line >= end()) {
        return {};
    }
    const Ref& ref = m_lines[line - m_first];
    return viewOf(ref, m_blocks[ref.block - m_firstBlock].bytes);
}

LogArena::View LogArena::viewOf(const Ref& ref, const Bytes& bytes) {
    return {std::string_view(bytes.get() + ref.offset, ref.length),
            ref.atMs,
            ref.intervalMs,
            ref.instance,
            ref.level,
            ref.isError};
}

LogSlice::LogSlice(const LogArena& arena, std::uint64_t from, std::size_t most)
    : m_first(std::clamp(from, arena.first(), arena.end())) {
    const auto begin = arena.m_lines.begin() + static_cast<std::ptrdiff_t>(m_first - arena.first());
    const auto count = std::min<std::uint64_t>(most, arena.end() - m_first);
    m_refs.assign(begin, begin + static_cast<std::ptrdiff_t>(count));
    if (m_refs.empty()) {
        return;
    }
    m_firstBlock = m_refs.front().block;
    for (std::uint32_t block = m_firstBlock; block <= m_refs.back().block; ++block) {
        m_blocks.push_back(arena.m_blocks[block - arena.m_firstBlock].bytes);
    }
}

LogArena::View LogSlice::at(std::uint64_t line) const {
    const LogArena::Ref& ref = m_refs[line - m_first];
    return LogArena::viewOf(ref, m_blocks[ref.block - m_firstBlock]);
}

}  // namespace slipway::gui
