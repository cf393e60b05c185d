#include "traffic/shopper.h"

#include <array>

#include "kit/http.h"
#include "kit/ids.h"

namespace shop::traffic {

namespace {

using kit::Json;

constexpr std::size_t kUserLimit = 500;  // remembered; the shop keeps all
constexpr std::int64_t kRestock = 200;

std::string pick(const std::vector<std::string>& from, std::mt19937_64& random) {
    return from.empty() ? std::string() : from[std::uniform_int_distribution<std::size_t>(0, from.size() - 1)(random)];
}

std::vector<std::string> idsOf(const Json& page) {
    std::vector<std::string> ids;
    if (page.is_object() && page.contains("items") && page["items"].is_array()) {
        for (const Json& item : page["items"]) {
            ids.push_back(item.value("id", ""));
        }
    }
    return ids;
}

}  // namespace

void Memory::setProducts(std::vector<std::string> ids) {
    const std::lock_guard lock(m_mutex);
    m_products = std::move(ids);
}

void Memory::setUsers(std::vector<std::string> ids) {
    const std::lock_guard lock(m_mutex);
    m_users = std::move(ids);
}

std::string Memory::anyProduct(std::mt19937_64& random) const {
    const std::lock_guard lock(m_mutex);
    return pick(m_products, random);
}

std::string Memory::anyUser(std::mt19937_64& random) const {
    const std::lock_guard lock(m_mutex);
    return pick(m_users, random);
}

void Memory::addUser(std::string id) {
    const std::lock_guard lock(m_mutex);
    if (m_users.size() < kUserLimit) {
        m_users.push_back(std::move(id));
    }
}

Shopper::Shopper(kit::Client& client, Memory& memory, Counts& counts, std::uint64_t seed)
    : m_client(client), m_memory(memory), m_counts(counts), m_random(seed) {}

Json Shopper::call(const char* method, const std::string& target, const Json* body, int& status) {
    kit::ClientRequest request;
    request.method = method;
    request.target = target;
    request.headers.emplace_back("User-Agent", "shop-traffic");
    if (body != nullptr) {
        request.body = body->dump();
        request.idempotencyKey = kit::newRequestId();
    }
    const auto answer = m_client.send(request);
    status = answer ? answer->status : 0;
    m_counts.answered(status);
    Json json = answer ? Json::parse(answer->body, nullptr, false) : Json();
    return json.is_discarded() ? Json() : json;
}

bool Shopper::look() {
    int status = 0;
    auto ids = idsOf(call("GET", "/products", nullptr, status));
    if (!ids.empty()) {
        m_memory.setProducts(std::move(ids));
    }
    return status != 0;
}

bool Shopper::view() {
    const std::string product = m_memory.anyProduct(m_random);
    if (product.empty()) {
        return look();
    }
    int status = 0;
    call("GET", "/products/" + kit::percentEncode(product), nullptr, status);
    return status != 0;
}

bool Shopper::join() {
    static constexpr std::array kNames = {"박지훈",    "Mina Sato",  "Tomás Ruiz", "최유나",
                                          "Elif Kaya", "Sam Carter", "정하늘",     "Nora Lind"};
    const std::string name = kNames[std::uniform_int_distribution<std::size_t>(0, kNames.size() - 1)(m_random)];
    const Json body{{"name", name}, {"email", "shopper-" + kit::newRequestId() + "@example.com"}};
    int status = 0;
    const Json made = call("POST", "/users", &body, status);
    if (status == 201 && made.is_object()) {
        m_counts.registered();
        m_memory.addUser(made.value("id", ""));
    }
    return status != 0;
}

bool Shopper::buy() {
    const std::string user = m_memory.anyUser(m_random);
    const std::string product = m_memory.anyProduct(m_random);
    if (product.empty()) {
        return look();
    }
    int status = 0;
    if (user.empty()) {
        m_memory.setUsers(idsOf(call("GET", "/users?limit=100", nullptr, status)));
        return status != 0;
    }
    const auto quantity = std::uniform_int_distribution<int>(1, 3)(m_random);
    const Json body{{"user_id", user}, {"items", {{{"product_id", product}, {"quantity", quantity}}}}};
    // A shop has its purchase as a composite, or orders do it all themselves. Where there are both, both are shown.
    const bool composed = m_memory.hasCheckout() && m_random() % 2 == 0;
    Json order = call("POST", composed ? "/checkout" : "/orders", &body, status);
    if (composed && (status == 404 || status == 405)) {
        m_memory.noCheckout();
        return true;
    }
    // What a step of the composite was answered stands in the problem.
    if (composed && order.is_object() && order.contains("answer")) {
        order = Json(order["answer"]);
    }
    if (status == 201) {
        m_counts.ordered();
    } else if (status == 409 && order.is_object() && order.contains("error") &&
               order["error"].value("code", "") == "out_of_stock") {
        // A lorry comes, so that the shop goes on for as long as this program does.
        const Json stock{{"stock", kRestock}};
        call("PATCH", "/products/" + kit::percentEncode(product), &stock, status);
    }
    return status != 0;
}

bool Shopper::points() {
    const std::string user = m_memory.anyUser(m_random);
    int status = 0;
    if (user.empty()) {
        m_memory.setUsers(idsOf(call("GET", "/users?limit=100", nullptr, status)));
    } else if (m_random() % 2 == 0) {
        call("GET", "/points/" + kit::percentEncode(user), nullptr, status);
    } else {
        call("GET", "/users/" + kit::percentEncode(user) + "/points", nullptr, status);
    }
    return status != 0;
}

bool Shopper::act() {
    const auto dice = std::uniform_int_distribution<int>(0, 99)(m_random);
    if (dice < 30) {
        return look();
    }
    if (dice < 50) {
        return view();
    }
    if (dice < 55) {
        int status = 0;
        call("GET", "/", nullptr, status);
        return status != 0;
    }
    if (dice < 57) {
        return join();
    }
    return dice < 82 ? buy() : points();
}

}  // namespace shop::traffic
