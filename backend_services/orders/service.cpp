#include "orders/service.h"

#include "kit/json.h"
#include "kit/log.h"
#include "kit/page.h"

namespace shop::orders {

namespace {

using kit::Json;
using kit::Request;
using kit::Response;
using kit::Work;

constexpr std::size_t kMaxLines = 50;
constexpr std::size_t kMaxIdBytes = 64;
constexpr std::size_t kMaxReferenceBytes = 100;
constexpr std::int64_t kMaxUnitAmount = 1'000'000'000'000'000;

Json money(std::int64_t amount, const std::string& currency) {
    return {{"amount", amount}, {"currency", currency}};
}

Json toJson(const Order& order) {
    Json items = Json::array();
    for (const Line& line : order.lines) {
        Json item{{"product_id", line.productId}, {"quantity", line.quantity}};
        if (!order.currency.empty()) {
            item["unit_price"] = money(line.unitAmount, order.currency);
        }
        items.push_back(std::move(item));
    }
    Json json{{"id", order.id},
              {"user_id", order.userId},
              {"state", stateName(order.state)},
              {"items", std::move(items)},
              {"points", order.points},
              {"created_at", kit::formatTimestamp(order.createdMs)},
              {"updated_at", kit::formatTimestamp(order.updatedMs)}};
    if (!order.currency.empty()) {
        json["total"] = money(order.total, order.currency);
    }
    if (!order.failureCode.empty()) {
        json["failure"] = {{"code", order.failureCode}, {"message", order.failureMessage}};
    }
    return json;
}

Result<std::vector<Line>> readLines(const Json& body) {
    const auto items = body.find("items");
    if (items == body.end() || !items->is_array() || items->empty() || items->size() > kMaxLines) {
        return fail(Fault::Invalid, "invalid", "items: 1 to 50 items are needed.");
    }
    std::vector<Line> lines;
    for (const Json& item : *items) {
        if (!item.is_object()) {
            return fail(Fault::Invalid, "invalid", "items: each one must be an object.");
        }
        if (auto known = kit::onlyFields(item, {"product_id", "quantity"}); !known) {
            return tl::unexpected(known.error());
        }
        auto product = kit::stringField(item, "product_id", 1, kMaxIdBytes);
        if (!product) {
            return tl::unexpected(product.error());
        }
        const auto quantity = kit::integerField(item, "quantity", 1, Orders::kMaxQuantity);
        if (!quantity) {
            return tl::unexpected(quantity.error());
        }
        lines.push_back({std::move(*product), *quantity, 0});
    }
    return lines;
}

Result<Response> place(Orders& orders, const Request& request) {
    const auto body = kit::readObject(request);
    if (!body) {
        return tl::unexpected(body.error());
    }
    if (auto known = kit::onlyFields(*body, {"user_id", "items"}); !known) {
        return tl::unexpected(known.error());
    }
    const auto key = kit::idempotencyKey(request);
    const auto user = kit::stringField(*body, "user_id", 1, kMaxIdBytes);
    for (const auto* read : {&key, &user}) {
        if (!*read) {
            return tl::unexpected(read->error());
        }
    }
    auto lines = readLines(*body);
    if (!lines) {
        return tl::unexpected(lines.error());
    }
    return orders.place(*user, std::move(*lines), {*key, body->dump()}).map([](const Order& order) {
        Response response = kit::jsonResponse(201, toJson(order));
        response.headers.emplace_back("Location", "/orders/" + order.id);
        return response;
    });
}

Result<Response> list(Orders& orders, const Request& request) {
    const auto wanted = kit::pageRequest(request, "o_");
    if (!wanted) {
        return tl::unexpected(wanted.error());
    }
    return orders.list(request.queryValue("user_id").value_or(""), wanted->limit, wanted->after)
        .map([](const OrderPage& page) {
            Json items = Json::array();
            for (const Order& order : page.items) {
                items.push_back(toJson(order));
            }
            const Json next = page.more ? Json(kit::makeCursor(page.items.back().id)) : Json(nullptr);
            return kit::jsonResponse(200, {{"items", std::move(items)}, {"next", next}});
        });
}

Response orderResponse(const Order& order) {
    return kit::jsonResponse(200, toJson(order));
}

Result<std::string> reference(const Request& request) {
    const std::string& text = request.param("ref");
    if (text.empty() || text.size() > kMaxReferenceBytes) {
        return fail(Fault::Invalid, "invalid", "A reference has 1 to 100 characters.");
    }
    return text;
}

/// As products gives them for what it reserved: each with its unit price.
Result<Response> purchase(Orders& orders, const Request& request) {
    const auto body = kit::readObject(request);
    if (!body) {
        return tl::unexpected(body.error());
    }
    if (auto known = kit::onlyFields(*body, {"user_id", "items"}); !known) {
        return tl::unexpected(known.error());
    }
    const auto ref = reference(request);
    const auto user = kit::stringField(*body, "user_id", 1, kMaxIdBytes);
    for (const auto* read : {&ref, &user}) {
        if (!*read) {
            return tl::unexpected(read->error());
        }
    }
    Json items = body->value("items", Json());
    std::vector<std::int64_t> amounts;
    std::string currency;
    if (items.is_array()) {
        for (Json& item : items) {
            const auto price = item.is_object() ? item.find("unit_price") : item.end();
            if (!item.is_object() || price == item.end() || !price->is_object()) {
                return fail(Fault::Invalid, "invalid", "unit_price: each item needs one.");
            }
            const auto amount = kit::integerField(*price, "amount", 0, kMaxUnitAmount);
            const auto unit = kit::stringField(*price, "currency", 3, 3);
            if (!amount) {
                return tl::unexpected(amount.error());
            }
            if (!unit) {
                return tl::unexpected(unit.error());
            }
            amounts.push_back(*amount);
            currency = *unit;
            item.erase("unit_price");
        }
    }
    auto lines = readLines({{"items", std::move(items)}});
    if (!lines) {
        return tl::unexpected(lines.error());
    }
    for (std::size_t i = 0; i < lines->size(); ++i) {
        (*lines)[i].unitAmount = amounts[i];
    }
    return orders.purchase(*ref, *user, std::move(*lines), currency).map([](const Order& order) {
        Response response = kit::jsonResponse(201, toJson(order));
        response.headers.emplace_back("Location", "/orders/" + order.id);
        return response;
    });
}

Result<Response> pay(Orders& orders, const Request& request) {
    const auto body = kit::readObject(request);
    if (!body) {
        return tl::unexpected(body.error());
    }
    if (auto known = kit::onlyFields(*body, {"user_id", "amount", "currency"}); !known) {
        return tl::unexpected(known.error());
    }
    const auto ref = reference(request);
    const auto user = kit::stringField(*body, "user_id", 1, kMaxIdBytes);
    const auto currency = kit::stringField(*body, "currency", 3, 3);
    for (const auto* read : {&ref, &user, &currency}) {
        if (!*read) {
            return tl::unexpected(read->error());
        }
    }
    const auto amount = kit::integerField(*body, "amount", 0, kMaxUnitAmount);
    if (!amount) {
        return tl::unexpected(amount.error());
    }
    return orders.pay({*ref, *user, *amount, *currency, false}).map([](const Payment& payment) {
        return kit::jsonResponse(201, {{"id", payment.reference},
                                       {"user_id", payment.userId},
                                       {"amount", payment.amount},
                                       {"currency", payment.currency},
                                       {"state", payment.refunded ? "refunded" : "charged"}});
    });
}

Response nothing() {
    Response response;
    response.status = 204;
    return response;
}

}  // namespace

void addRoutes(kit::Router& router, Orders& orders) {
    router.get("/orders", Work::Quick, [&](Request& r) { return list(orders, r); });
    router.get("/orders/{id}", Work::Quick, [&](Request& r) { return orders.get(r.param("id")).map(orderResponse); });
    router.post("/orders", Work::Blocking, [&](Request& r) { return place(orders, r); });
    router.post("/orders/{id}/cancel", Work::Blocking,
                [&](Request& r) { return orders.cancel(r.param("id")).map(orderResponse); });
    // Between services: no route of the front door leads here.
    router.put("/purchases/{ref}", Work::Blocking, [&](Request& r) { return purchase(orders, r); });
    router.del("/purchases/{ref}", Work::Blocking,
               [&](Request& r) { return orders.undoPurchase(r.param("ref")).map(nothing); });
    router.put("/payments/{ref}", Work::Blocking, [&](Request& r) { return pay(orders, r); });
    router.del("/payments/{ref}", Work::Blocking,
               [&](Request& r) { return orders.refund(r.param("ref")).map(nothing); });
}

}  // namespace shop::orders
