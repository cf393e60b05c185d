#include "base/ansi.h"

namespace slipway {

std::string withoutAnsi(std::string_view text) {
    std::string plain;
    plain.reserve(text.size());
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\x1b') {
            plain += text[i];
            continue;
        }
        if (++i == text.size())
            break;
        if (text[i] == '[') {
            do
                ++i;
            while (i < text.size() && (text[i] < '@' || text[i] > '~'));
        } else if (text[i] == ']') {
            while (++i < text.size() && text[i] != '\a')
                if (text[i] == '\x1b' && i + 1 < text.size() && text[i + 1] == '\\') {
                    ++i;
                    break;
                }
        }
    }
    return plain;
}

}  // namespace slipway
