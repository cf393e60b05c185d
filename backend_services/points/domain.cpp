#include "points/domain.h"

#include "kit/ids.h"
#include "kit/log.h"
#include "points/store.h"

namespace shop::points {

Result<Account> Points::account(const std::string& userId, std::int64_t limit) {
    return m_store.account(userId, limit);
}

Result<Entry> Points::add(const std::string& userId, std::int64_t amount, const std::string& reason,
                          const std::string& key) {
    if (amount == 0) {
        return fail(Fault::Invalid, "invalid", "amount: it must not be 0.");
    }
    return m_store.add(Entry{kit::newId("e_"), userId, amount, 0, reason, kit::nowMs()}, key);
}

Result<> Points::check() {
    return m_store.check();
}

}  // namespace shop::points
