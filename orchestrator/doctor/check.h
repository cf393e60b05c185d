#pragma once

#include <string>
#include <vector>

namespace slipway::doctor {

enum class Verdict {
    Ok,
    Warning,  ///< Slipway works, and something of it does not, or may come to its end
    Problem,  ///< `up` will fail, or does less than it promises
};

/// What was looked at and what it came to.
struct Check {
    std::string name;  ///< stable, snake_case: "open_files"
    Verdict verdict = Verdict::Ok;
    std::string text;    ///< what is, with numbers
    std::string advice;  ///< what to do; empty when all is well, or nothing can be done
};
using Checks = std::vector<Check>;

}  // namespace slipway::doctor
