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

Result<Entry> Points::accrue(const Accrual& accrual) {
    if (accrual.amount < 1) {
        return fail(Fault::Invalid, "invalid", "amount: it must be 1 or more.");
    }
    return m_store.accrue(accrual,
                          Entry{kit::newId("e_"), accrual.userId, accrual.amount, 0, accrual.reason, kit::nowMs()});
}

Result<> Points::reverse(const std::string& reference) {
    return m_store.reverse(reference, kit::newId("e_"), kit::nowMs());
}

Result<> Points::check() {
    return m_store.check();
}

}  // namespace shop::points
