#include "gui/models/ansi.h"

#include <algorithm>

namespace slipway::gui {

namespace {

constexpr char kEscape = '\x1b';

AnsiColor colorOf(int code) {
    switch (code % 10) {
        case 0:
            return AnsiColor::Muted;
        case 1:
            return AnsiColor::Red;
        case 2:
            return AnsiColor::Green;
        case 3:
            return AnsiColor::Yellow;
        case 4:
            return AnsiColor::Blue;
        case 5:
            return AnsiColor::Magenta;
        case 6:
            return AnsiColor::Cyan;
        default:
            return AnsiColor::Default;
    }
}

struct Pen {
    AnsiColor color = AnsiColor::Default;
    bool bold = false;

    void take(std::string_view parameters) {
        int code = 0;
        const auto apply = [&] {
            if (code == 0) {
                *this = {};
            } else if (code == 1) {
                bold = true;
            } else if (code == 2) {
                color = AnsiColor::Muted;
            } else if (code == 22) {
                bold = false;
            } else if (code == 39) {
                color = AnsiColor::Default;
            } else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) {
                color = colorOf(code);
            }
            code = 0;
        };
        for (const char c : parameters) {
            if (c >= '0' && c <= '9') {
                code = std::min(code * 10 + (c - '0'), 9999);
            } else {
                apply();
            }
        }
        apply();
    }
};

/// The length of the escape sequence at the start of `text`; takes colours into `pen`.
std::size_t skipEscape(std::string_view text, Pen& pen) {
    if (text.size() < 2) {
        return text.size();
    }
    if (text[1] == '[') {
        const auto end = std::find_if(text.begin() + 2, text.end(), [](char c) { return c >= 0x40 && c <= 0x7e; });
        if (end == text.end()) {
            return text.size();
        }
        if (*end == 'm') {
            pen.take(text.substr(2, static_cast<std::size_t>(end - text.begin()) - 2));
        }
        return static_cast<std::size_t>(end - text.begin()) + 1;
    }
    if (text[1] == ']') {  // OSC: a title or a link, to BEL or ST
        const std::size_t bell = text.find('\a');
        const std::size_t terminator = text.find("\x1b\\", 2);
        if (bell < terminator) {
            return bell + 1;
        }
        return terminator == std::string_view::npos ? text.size() : terminator + 2;
    }
    return 2;
}

}  // namespace

AnsiText parseAnsi(std::string_view utf8, int limit) {
    AnsiText result;
    Pen pen;
    const auto add = [&](const QString& piece) {
        if (piece.isEmpty()) {
            return;
        }
        if (pen.color != AnsiColor::Default || pen.bold) {
            result.spans.push_back(
                {static_cast<int>(result.text.size()), static_cast<int>(piece.size()), pen.color, pen.bold});
        }
        result.text += piece;
    };
    std::size_t start = 0;
    std::size_t at = 0;
    const auto flush = [&] { add(QString::fromUtf8(utf8.data() + start, static_cast<qsizetype>(at - start))); };
    while (at < utf8.size() && result.text.size() < limit) {
        const auto c = static_cast<unsigned char>(utf8[at]);
        if (c >= 0x20 && c != 0x7f) {
            ++at;
            continue;
        }
        flush();
        if (c == kEscape) {
            at += skipEscape(utf8.substr(at), pen);
        } else {
            if (c == '\t') {
                add(QStringLiteral("    "));
            }
            ++at;
        }
        start = at;
    }
    flush();
    if (result.text.size() > limit) {
        result.text.truncate(limit);
        result.text += u'…';
    }
    return result;
}

}  // namespace slipway::gui
