#include "gui/models/fuzzy.h"

#include <algorithm>

namespace slipway::gui {

namespace {

constexpr int kImpossible = -1;
constexpr int kLetter = 1;
constexpr int kRun = 5;
constexpr int kWordStart = 8;
constexpr int kTextStart = 4;

bool startsWord(const QString& text, qsizetype at) {
    if (at == 0) {
        return true;
    }
    const QChar before = text[at - 1];
    return !before.isLetterOrNumber() || (before.isLower() && text[at].isUpper());
}

}  // namespace

// The best chain of matches by dynamic programming over (letter of the query, position in the text): texts are labels,
// so it is cheap.
int fuzzyScore(const QString& query, const QString& text, std::vector<int>* hits) {
    QString wanted;
    for (const QChar c : query) {
        if (!c.isSpace()) {
            wanted += c.toCaseFolded();
        }
    }
    const auto n = static_cast<std::size_t>(wanted.size());
    const auto m = static_cast<std::size_t>(text.size());
    if (hits) {
        hits->clear();
    }
    if (n == 0) {
        return 0;
    }
    if (n > m) {
        return kImpossible;
    }
    std::vector<std::vector<int>> best(n, std::vector<int>(m, kImpossible));
    std::vector<std::vector<int>> from(n, std::vector<int>(m, -1));
    for (std::size_t i = 0; i < n; ++i) {
        int leader = kImpossible;
        int leaderAt = -1;
        for (std::size_t j = 0; j < m; ++j) {
            if (i > 0 && j > 0 && best[i - 1][j - 1] > leader) {
                leader = best[i - 1][j - 1];
                leaderAt = static_cast<int>(j - 1);
            }
            const auto at = static_cast<qsizetype>(j);
            if (text[at].toCaseFolded() != wanted[static_cast<qsizetype>(i)]) {
                continue;
            }
            int own = kLetter + (startsWord(text, at) ? kWordStart : 0) + (j == 0 ? kTextStart : 0);
            if (i == 0) {
                best[i][j] = own;
                continue;
            }
            int previous = leader;
            int previousAt = leaderAt;
            if (j > 0 && best[i - 1][j - 1] != kImpossible && best[i - 1][j - 1] + kRun >= previous) {
                previous = best[i - 1][j - 1] + kRun;
                previousAt = static_cast<int>(j - 1);
            }
            if (previous != kImpossible) {
                best[i][j] = previous + own;
                from[i][j] = previousAt;
            }
        }
    }
    const auto last = std::max_element(best[n - 1].begin(), best[n - 1].end());
    if (*last == kImpossible) {
        return kImpossible;
    }
    if (hits) {
        int at = static_cast<int>(last - best[n - 1].begin());
        for (std::size_t i = n; i-- > 0;) {
            hits->insert(hits->begin(), at);
            at = from[i][static_cast<std::size_t>(at)];
        }
    }
    return *last;
}

}  // namespace slipway::gui
