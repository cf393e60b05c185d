#include "orders/http_neighbours.h"

#include "kit/http.h"
#include "kit/json.h"

namespace shop::orders {

namespace {

using kit::ClientRequest;
using kit::ClientResponse;
using kit::Json;
using kit::percentEncode;

/// A failed answer as a fault of ours. 404 and 409 of a service that understood us are certain; the rest leaves all
/// open.
Error asFault(const std::string& service, const ClientResponse& answer) {
    const Json body = Json::parse(answer.body, nullptr, false);
    std::string code = service + "_failed";
    std::string message = service + " answered " + std::to_string(answer.status) + ".";
    if (body.is_object() && body.contains("error") && body["error"].is_object()) {
        code = body["error"].value("code", code);
        message = body["error"].value("message", message);
    } else if (answer.status == 404 || answer.status == 409) {
        return {Fault::Upstream, code, message};  // not from the service itself: a proxy without a route, say
    }
    if (answer.status == 404 && code.starts_with("no_such_") && code != "no_such_path") {
        return {Fault::NotFound, code, message};
    }
    if (answer.status == 409) {
        return {Fault::Conflict, code, message};
    }
    return {Fault::Upstream, service + "_failed",
            service + " answered " + std::to_string(answer.status) + ": " + message};
}

class HttpNeighbours final : public Neighbours {
  public:
    HttpNeighbours(kit::Client* users, kit::Client* products, kit::Client* points)
        : m_users(users), m_products(products), m_points(points) {}

    Result<> findUser(const std::string& userId) override {
        ClientRequest request;
        request.target = "/users/" + percentEncode(userId);
        return send(m_users, "users", request).map([](const ClientResponse&) {});
    }

    Result<Hold> reserve(const std::string& productId, std::int64_t quantity, const std::string& key) override {
        ClientRequest request;
        request.method = "POST";
        request.target = "/products/" + percentEncode(productId) + "/reservations";
        request.body = Json{{"quantity", quantity}}.dump();
        request.idempotencyKey = key;
        const auto answer = send(m_products, "products", request);
        if (!answer) {
            return tl::unexpected(answer.error());
        }
        const Json body = Json::parse(answer->body, nullptr, false);
        const bool understood = body.is_object() && body.contains("id") && body["id"].is_string() &&
                                body.contains("unit_price") && body["unit_price"].is_object();
        if (!understood) {
            return fail(Fault::Upstream, "products_failed", "products answered what orders does not understand.");
        }
        if (body.value("state", "") != "active") {
            return fail(Fault::Upstream, "reservation_released", "The reservation was released meanwhile.");
        }
        const Json& price = body["unit_price"];
        return Hold{body["id"].get<std::string>(), price.value("amount", std::int64_t{0}), price.value("currency", "")};
    }

    Result<> release(const std::string& productId, const std::string& reservationId) override {
        ClientRequest request;
        request.method = "DELETE";
        request.target = "/products/" + percentEncode(productId) + "/reservations/" + percentEncode(reservationId);
        return send(m_products, "products", request).map([](const ClientResponse&) {});
    }

    Result<> addPoints(const std::string& userId, std::int64_t amount, const std::string& reason,
                       const std::string& key) override {
        ClientRequest request;
        request.method = "POST";
        request.target = "/points/" + percentEncode(userId) + "/entries";
        request.body = Json{{"amount", amount}, {"reason", reason}}.dump();
        request.idempotencyKey = key;
        return send(m_points, "points", request).map([](const ClientResponse&) {});
    }

    Result<> letGo(const std::string& reference) override {
        return remove(m_products, "products", "/reservations/" + percentEncode(reference));
    }

    Result<> takeBack(const std::string& reference) override {
        return remove(m_points, "points", "/accruals/" + percentEncode(reference));
    }

  private:
    static Result<> remove(kit::Client* client, const char* service, std::string target) {
        ClientRequest request;
        request.method = "DELETE";
        request.target = std::move(target);
        return send(client, service, request).map([](const ClientResponse&) {});
    }

    static Result<ClientResponse> send(kit::Client* client, const char* service, const ClientRequest& request) {
        auto answer = client->send(request);
        if (answer && (answer->status < 200 || answer->status > 299)) {
            return tl::unexpected(asFault(service, *answer));
        }
        return answer;
    }

    kit::Client* m_users;
    kit::Client* m_products;
    kit::Client* m_points;
};

}  // namespace

std::unique_ptr<Neighbours> httpNeighbours(kit::Client* users, kit::Client* products, kit::Client* points) {
    return std::make_unique<HttpNeighbours>(users, products, points);
}

}  // namespace shop::orders
