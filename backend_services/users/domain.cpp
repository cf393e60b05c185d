#include "users/domain.h"

#include <algorithm>

#include "kit/ids.h"
#include "kit/log.h"
#include "users/store.h"

namespace shop::users {

Result<std::string> normalEmail(const std::string& email) {
    std::string lower = email;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
    const auto at = lower.find('@');
    const std::string domain = at == std::string::npos ? std::string() : lower.substr(at + 1);
    const auto dot = domain.rfind('.');
    const bool plain = std::all_of(lower.begin(), lower.end(), [](char c) {
        return c != ' ' && c != ',' && c != ';' && c != '<' && c != '>' && c != '"' &&
               static_cast<unsigned char>(c) > 0x20;
    });
    if (!plain || at == 0 || dot == std::string::npos || dot == 0 || dot + 1 == domain.size() ||
        domain.find('@') != std::string::npos || domain.find("..") != std::string::npos) {
        return fail(Fault::Invalid, "invalid", "email: an address like minji@example.com is needed.");
    }
    return lower;
}

Result<UserPage> Users::list(std::int64_t limit, const std::string& after) {
    return m_store.list(limit, after);
}

Result<User> Users::get(const std::string& id) {
    return m_store.get(id);
}

Result<User> Users::add(const std::string& name, const std::string& email, const kit::Idempotency& once) {
    auto address = normalEmail(email);
    if (!address) {
        return tl::unexpected(address.error());
    }
    const auto now = kit::nowMs();
    return m_store.add(User{kit::newId("u_"), name, std::move(*address), now, now}, once);
}

Result<User> Users::change(const std::string& id, UserChange change) {
    if (change.email) {
        auto address = normalEmail(*change.email);
        if (!address) {
            return tl::unexpected(address.error());
        }
        change.email = std::move(*address);
    }
    return m_store.change(id, change, kit::nowMs());
}

Result<> Users::remove(const std::string& id) {
    return m_store.remove(id);
}

Result<> Users::check() {
    return m_store.check();
}

std::vector<User> sampleUsers() {
    return {{"u_0001", "김민지", "minji@example.com", 0, 0},
            {"u_0002", "Ada Okafor", "ada@example.com", 0, 0},
            {"u_0003", "Jonas Weber", "jonas@example.com", 0, 0},
            {"u_0004", "이서준", "seojun@example.com", 0, 0},
            {"u_0005", "Priya Nair", "priya@example.com", 0, 0}};
}

}  // namespace shop::users
