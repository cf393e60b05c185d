#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/project.h"

namespace slipway::manifest {

// Nothing here ever quotes a secret, or the line that it stands in.

/// What is wrong with an API key ("sha256:HEX", or the key itself), or with a password's hash; empty: nothing.
std::string apiKeyFault(const std::string& key);
std::string passwordHashFault(const std::string& hash);

/// Lines NAME:VALUE; blank ones and those that begin with # are none.
struct KeyFile {
    struct Line {
        std::string name, value;
    };
    struct Fault {
        int line = 0;          ///< from 1
        std::string sentence;  ///< "is shorter than …"
    };
    std::vector<Line> usable;
    std::vector<Fault> faults;  ///< of lines that are not in `usable`

    static KeyFile read(std::string_view text, std::string (*fault)(const std::string& value));
};

/// What can be known before `up` about the files that routes and TLS name: "/shop/users.txt:3: …". URLs are not asked.
/// `read`: gives a file's text.
std::vector<std::string> keyFileFaults(const model::Gateway& gateway,
                                       const std::function<Result<std::string>(const std::string& path)>& read);

}  // namespace slipway::manifest
