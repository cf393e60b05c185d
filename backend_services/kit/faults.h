#pragma once

#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <string_view>

#include "kit/error.h"
#include "kit/http.h"

namespace shop::kit {

/// Failures on demand, for tests and tours: SHOP_FAULTS in the environment. Without it there is no object of this, and
/// a request pays one look at a null pointer.
///
/// `SHOP_FAULTS=header`: what a request's `Shop-Fault: PUT/payments=refuse, DELETE/reservations=down` asks for.
/// `SHOP_FAULTS=random:0.05`: of requests that change something, one in twenty. `SHOP_FAULTS=header,random:0.05`: both.
///
/// Kinds: refuse (409, nothing done), down (503, nothing done), lost (done, and the answer is 500), slow (2 s later),
/// crash (done, and the process dies before it answers).
class Faults {
  public:
    enum class Kind { None, Refuse, Down, Lost, Slow, Crash };

    /// Null where SHOP_FAULTS is not set. Fault: BadRequest.
    static Result<std::unique_ptr<Faults>> fromEnvironment();
    /// Thread: any.
    Kind of(const Request& request);

  private:
    Kind drawn();

    bool m_header = false;
    double m_rate = 0;
    std::mutex m_mutex;
    std::mt19937_64 m_random{std::random_device{}()};
};

/// The kind in `PUT/payments=refuse, …` for this method and the path's first segment.
Faults::Kind faultIn(std::string_view header, std::string_view method, std::string_view path);

}  // namespace shop::kit
